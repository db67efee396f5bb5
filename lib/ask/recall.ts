/**
 * A kept conversation as it was, so that it can be gone on with after the browser's exit: each turn leaves again as it
 * left before. Must never let out anything of an earlier turn that had not left with it, nor make an ask of somebody
 * else's that was imported.
 */
import { askShape, MAX_TURNS } from '../messages/index.ts';
import type { KeptTurn } from '../proofs/index.ts';
import { hasEnded, UNPROVEN } from './ask-view.ts';
import type { Held } from './asks.ts';
import { EMPTY_DRAFT, withoutTab } from './draft.ts';
import type { Edges } from './edges.ts';
import { AskError } from './errors.ts';
import type { AskView, Draft } from './view.ts';

/**
 * The turn of this id and those that it goes on from, the first of them first. Throws ProofsError 'proof-unknown' where
 * it is not kept, AskError 'ask-unknown' where nobody can go on with it; ends where an earlier one is not kept any more.
 */
export async function recall(
  { proofs }: Pick<Edges, 'proofs'>,
  id: string,
  isKnown: (id: string) => boolean,
): Promise<Held[]> {
  const last = viewOf(await proofs.turn(id));
  if (last === undefined) throw new AskError('ask-unknown');
  const views = [last];
  for (let next = last.place.after; next !== undefined && views.length < MAX_TURNS;) {
    if (isKnown(next)) break;
    const view = await proofs.turn(next).then(viewOf, () => undefined);
    if (view === undefined) break;
    views.unshift(view);
    next = view.place.after;
  }
  return views.map((view) => ({ view, mayKeep: true, isUnseen: false }));
}

type Place = Pick<Draft, 'quote' | 'title' | 'url'>;

/** What a later session needs of a view beside its record: all but what stands there anyway. */
export function rememberedView(view: AskView, kept: Place): string {
  const draft = withoutTab(view.draft);
  // Of a quote in which something was hidden the record has another text than the draft.
  const quote = draft.quote === kept.quote ? '' : draft.quote;
  const remembered = { ...view, draft: { ...draft, quote, title: '', url: '' }, answerText: '' };
  delete remembered.enclave;
  return JSON.stringify(remembered);
}

/** Views that were kept before hold all of it themselves. */
function withPlace(draft: Draft, kept: Place): Draft {
  const quote = draft.quote || kept.quote;
  return { ...draft, quote, title: draft.title || kept.title, url: draft.url || kept.url };
}

function viewOf(kept: KeptTurn): AskView | undefined {
  const { text, imported } = kept;
  if (imported !== undefined) return undefined;
  const view = text.view === undefined ? fromTexts(kept) : askShape(JSON.parse(text.view));
  const { error, states } = kept;
  const draft = withPlace(view.draft, text);
  const now: AskView = { ...view, id: kept.id, draft, answerText: text.answer, proof: states };
  if (error === null) delete now.error;
  else now.error = error;
  // Its worker died with the browser: what had arrived is all there is.
  return hasEnded(now) ? now : { ...now, phase: 'interrupted' };
}

/** Of what was kept before views were: whether title and address had left is not known, so they stay here. */
function fromTexts({ id, createdAtMs, model, text }: KeptTurn): AskView {
  const { quote, question, title, url, thread } = text;
  return {
    ...{ id, model, place: thread ?? { thread: id, turn: 1 }, startedAtMs: createdAtMs },
    phase: 'done',
    draft: { ...EMPTY_DRAFT, quote, question, title, url, includeTitle: false, includeUrl: false },
    answerText: '',
    isProvisional: true,
    isLanguageModel: true,
    proof: UNPROVEN,
  };
}
