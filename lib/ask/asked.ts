/**
 * A draft as the messages that a network carries, with what the person does not let out behind its placeholders. This
 * is the one way from a draft to a seal. Must never hold anything of the page that was not left ticked, nor go on with
 * a redaction that was made for other texts.
 */
import type { AskText } from '../proofs/index.ts';
import type { Asked } from '../networks/index.ts';
import { composeThread, questionOf } from '../prompts/index.ts';
import { hideIn, marksInUse, stampOf, textsOf, type Texts } from '../redaction/index.ts';
import type { Settings } from '../settings/index.ts';
import { AskError } from './errors.ts';
import type { Question } from './story.ts';
import { withoutEarliest } from './thread.ts';
import type { Draft } from './view.ts';

/**
 * Throws AskError 'redaction-pending' where it is not known what to hide of these very texts.
 * @param cut How many of the earliest turns stay behind.
 */
export function askedOf(question: Question, cut = 0): Asked {
  const { draft, settings, model, earlier, agreedCredits = 0 } = question;
  const { answerLanguage, padding } = settings;
  const said = { ...leavingTexts(draft, settings), actionId: draft.actionId };
  const left = withoutEarliest(earlier, said, cut);
  const messages = composeThread(left.earlier, left.now, answerLanguage);
  return { messages, model, padding, agreedCredits };
}

function isRedacting({ redaction }: Settings): boolean {
  return redaction.kinds.length > 0 || redaction.words.length > 0;
}

/** It is not yet known what to hide of these texts. */
export function isPending(draft: Draft, settings: Settings): boolean {
  return isRedacting(settings) && draft.redaction?.of !== stampOf(textsOf(draft));
}

/** The texts as they leave. */
function leavingTexts(draft: Draft, settings: Settings): Texts {
  const texts = textsOf(draft);
  if (!isRedacting(settings)) return texts;
  const { redaction } = draft;
  if (redaction === undefined || isPending(draft, settings))
    throw new AskError('redaction-pending');
  return hideIn(texts, redaction);
}

/** The texts as they are kept: as they left, and apart from them what stayed here, to be put back on this device. */
export function keptTexts(draft: Draft, settings: Settings): Omit<AskText, 'answer'> {
  const { title, url, redaction } = draft;
  if (redaction === undefined || !isRedacting(settings)) {
    return { question: questionOf(draft), quote: draft.quote, title, url };
  }
  const { quote, question } = hideIn(textsOf(draft), redaction);
  const stayed = marksInUse(redaction).map(({ placeholder, text }) => ({ placeholder, text }));
  return {
    question: questionOf({ question, actionId: draft.actionId }),
    quote,
    title,
    url,
    ...(stayed.length > 0 ? { hidden: stayed } : {}),
  };
}
