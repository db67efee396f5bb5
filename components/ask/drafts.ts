/** Pure readings of a draft. */
import type { AskView, Draft } from '../../lib/ask/index.ts';
import type { DraftChange } from '../callbacks.ts';

/** True when the draft holds another selection or question than what was asked: then writing goes on with it. */
export function isOtherDraft(draft: Draft, ask: AskView): boolean {
  const { quote, question } = ask.draft;
  return (draft.quote !== '' && draft.quote !== quote) || isOther(draft.question, question);
}

function isOther(written: string, asked: string): boolean {
  return written.trim() !== '' && written !== asked;
}

/** True when there is something to ask: words of the person's, or an action that brings its own. */
export function isAskable(draft: Draft): boolean {
  return draft.question.trim() !== '' || (draft.actionId !== null && draft.quote !== '');
}

/** The parts of an asked draft that can be put back into the box. */
export function editableOf(draft: Draft): DraftChange {
  const { quote, question, actionId, includeTitle, includeUrl, page, redaction } = draft;
  const kept = { quote, question, actionId, includeTitle, includeUrl, page: page ?? null };
  return redaction === undefined ? kept : { ...kept, redaction };
}
