/** What a page reads itself of the kept proofs, over the stores of a fake browser. */
import { review, type ReviewAnswer, type ReviewCommand } from '../../lib/review/index.ts';
import { readSettings } from '../../lib/settings/index.ts';
import type { FakeBrowser } from './desk.ts';

/** The first answer of a kind; throws what the look throws. */
export async function lookAt<T extends ReviewAnswer['type']>(
  { proofs, localStore, clock }: FakeBrowser,
  command: ReviewCommand,
  type: T,
): Promise<Extract<ReviewAnswer, { type: T }>> {
  const answers: ReviewAnswer[] = [];
  const edges = { proofs, readSettings: () => readSettings(localStore), now: clock.now };
  await review(edges, command, (answer) => answers.push(answer));
  const isIt = (a: ReviewAnswer): a is Extract<ReviewAnswer, { type: T }> => a.type === type;
  const found = answers.find(isIt);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}
