/** Pure readings of a draft. */
import type { Draft } from '../../lib/ask/index.ts';

/** True when there is something to ask: words of the person's, or an action that brings its own. */
export function isAskable(draft: Draft): boolean {
  return draft.question.trim() !== '' || (draft.actionId !== null && draft.quote !== '');
}
