/** A draft as the messages that a network carries. Must never hold anything of the page that was not left ticked. */
import type { Asked } from '../networks/index.ts';
import { composeMessages } from '../prompts/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Draft } from './view.ts';

export function askedOf(draft: Draft, settings: Settings, model: string): Asked {
  const { answerLanguage, padding } = settings;
  const messages = composeMessages({
    quote: draft.quote,
    question: draft.question,
    actionId: draft.actionId,
    ...(draft.includeTitle ? { title: draft.title } : {}),
    ...(draft.includeUrl ? { url: draft.url } : {}),
    answerLanguage,
  });
  return { messages, model, padding };
}
