/** Which of the kept asks are to be forgotten, for the desk. Must never name one that nobody asked to forget. */
import type { ToWorker } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';

type Forgetting = Extract<ToWorker, { type: 'proofs/forget' | 'proofs/forget-all' }>;

/** What a command to forget means; of several, none named: everything, or everything up to its time. */
export async function idsToForget({ proofs }: Edges, command: Forgetting): Promise<string[]> {
  if (command.type === 'proofs/forget') return [command.id];
  return command.ids.length > 0 ? command.ids : proofs.ids(command.untilMs);
}

const DAY_MS = 86_400_000;

/** What the person does not want kept any longer. Without a store (private windows of Firefox) there is nothing. */
export async function expiredIds(
  { proofs, now }: Edges,
  { keepDays }: Settings,
): Promise<string[]> {
  if (keepDays === 0) return [];
  try {
    return await proofs.ids(now() - keepDays * DAY_MS);
  } catch {
    return [];
  }
}
