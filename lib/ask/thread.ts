/**
 * A conversation: each turn is an ask of its own, with a seal, a receipt and a proof of its own; what was said before
 * travels inside its seal, as it left and as it came. Pure. Must never put back what was hidden of an earlier turn.
 */
import { questionOf, type PromptParts } from '../prompts/index.ts';
import { hideIn, stampOf, textsOf } from '../redaction/index.ts';
import type { AskView, Draft } from './view.ts';

type Said = Omit<PromptParts, 'answerLanguage'>;

export interface ThreadTurn {
  /** As it left. */
  readonly said: Said;
  readonly answer: string;
}

/** The asks that this one goes on from, the first of them first. */
export function earlierOf(
  { place }: Pick<AskView, 'place'>,
  byId: (id: string) => AskView | undefined,
): AskView[] {
  const found: AskView[] = [];
  for (let id = place.after; id !== undefined;) {
    const view = byId(id);
    // Forgotten, or put away: what went before it is gone with it.
    if (view === undefined || found.includes(view)) break;
    found.unshift(view);
    id = view.place.after;
  }
  return found;
}

export function turnOf({ draft, answerText }: AskView): ThreadTurn {
  return { said: saidIn(draft), answer: answerText };
}

/** A draft that has left once leaves like that again, whatever is hidden nowadays. */
function saidIn(draft: Draft): Said {
  const texts = textsOf(draft);
  const { redaction, actionId } = draft;
  const left = redaction?.of === stampOf(texts) ? hideIn(texts, redaction) : texts;
  return { ...left, question: questionOf({ question: left.question, actionId }), actionId: null };
}

/** Without the earliest turns; what the first one was about goes on with the first that is left. */
export function withoutEarliest(
  earlier: readonly ThreadTurn[],
  now: Said,
  cut: number,
): { readonly earlier: readonly ThreadTurn[]; readonly now: Said } {
  const [first] = earlier;
  if (cut === 0 || first === undefined) return { earlier, now };
  const [next, ...rest] = earlier.slice(cut);
  if (next === undefined) return { earlier: [], now: about(first.said, now) };
  return { earlier: [{ ...next, said: about(first.said, next.said) }, ...rest], now };
}

function about(first: Said, said: Said): Said {
  const { question, actionId } = said;
  return said.quote === '' ? { ...first, question, actionId } : said;
}
