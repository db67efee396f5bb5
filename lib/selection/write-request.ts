/** What a page of ours asks of the script that writes to a field, and what comes back. */
import { oneOf, type Parser } from '../shape/index.ts';

export type WriteRequest =
  { readonly act: 'replace' | 'after'; readonly text: string } | { readonly act: 'undo' };

/** `gone`: no such field any more. `changed`: it holds something else now. `too-long`: it takes no more. */
export type WriteOutcome = 'written' | 'undone' | 'gone' | 'changed' | 'too-long';

/** How to take back what was written last in this frame. */
export type TakeBack = () => WriteOutcome;

export interface Written {
  readonly outcome: WriteOutcome;
  readonly takeBack?: TakeBack;
}

const outcomeShape: Parser<WriteOutcome> = oneOf(
  'written',
  'undone',
  'gone',
  'changed',
  'too-long',
);

/** What the script said; a frame that says anything else has no such field. */
export function parseOutcome(value: unknown): WriteOutcome {
  try {
    return outcomeShape(value);
  } catch {
    return 'gone';
  }
}
