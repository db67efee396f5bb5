/** A page's own look at what is kept, loaded when it is first wanted. */
import { localStore } from '../../lib/platform/index.ts';
import type { ReviewAnswer, ReviewCommand } from '../../lib/review/index.ts';

type Look = (command: ReviewCommand, tell: (answer: ReviewAnswer) => void) => Promise<void>;

let loading: Promise<Look> | undefined;

export async function lookAtKept(
  command: ReviewCommand,
  tell: (answer: ReviewAnswer) => void,
): Promise<void> {
  loading ??= load();
  const look = await loading;
  await look(command, tell);
}

async function load(): Promise<Look> {
  const { startLooking } = await import('./looking.ts');
  return startLooking(localStore);
}
