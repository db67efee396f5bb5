/**
 * What a page may do with asks. What each Send of the person's hands over: the draft, a follow-up, the same question
 * again; and the way back: a question that was asked, to be changed. Must never make a proof be kept of what came from
 * a private window.
 */
import type { SendTerms, ToWorker } from '../messages/index.ts';
import { questionOf } from '../prompts/index.ts';
import type { Settings } from '../settings/index.ts';
import { hasEnded, isQueued } from './ask-view.ts';
import type { AsksDesk } from './asks-desk.ts';
import type { Held } from './asks.ts';
import type { DraftDesk } from './draft-desk.ts';
import { AskError } from './errors.ts';
import type { FollowDesk } from './follow-desk.ts';
import type { ThreadPlace } from './view.ts';

export interface AskDesks {
  readonly draft: DraftDesk;
  readonly follows: FollowDesk;
  readonly asks: AsksDesk;
}

export type AskCommand = Exclude<
  Extract<ToWorker, { type: `ask/${string}` | `follow/${string}` }>,
  { type: 'ask/show' }
>;

export async function obeyAsk(
  desks: AskDesks,
  settings: Settings,
  command: AskCommand,
): Promise<void> {
  switch (command.type) {
    case 'follow/change':
      return desks.follows.change(heldOf(desks.asks, command.after), command.draft);
    case 'ask/stop':
      return desks.asks.stop(command.id);
    case 'ask/wait':
      return desks.asks.wait(command.id, command.until);
    case 'ask/start':
      return start(desks, settings, command);
    case 'ask/follow':
      return follow(desks, settings, command);
    case 'ask/again':
      return again(desks, settings, command);
    case 'ask/recall':
      return desks.asks.recall(command.id);
    case 'ask/edit':
      return edit(desks, command.id);
  }
}

/** The draft's Send. */
function start({ draft, asks }: AskDesks, settings: Settings, terms: SendTerms): void {
  if (questionOf(draft.draft) === '') throw new AskError('question-empty');
  const model = terms.model ?? (draft.draft.model || settings.model);
  const mayKeep = settings.keepHistory && draft.mayKeep;
  const { isPrivate } = draft;
  asks.send({ draft: draft.draft, model, mayKeep, isPrivate, agreedCredits: terms.credits });
}

/** The Send of what is written under an ask. */
async function follow(
  { follows, asks }: AskDesks,
  settings: Settings,
  { after, model: picked, credits: agreedCredits }: SendTerms & { readonly after: string },
): Promise<void> {
  const held = heldOf(asks, after);
  const draft = follows.draftOf(held.view);
  if (questionOf(draft) === '') throw new AskError('question-empty');
  if (!hasEnded(held.view) || held.view.answerText === '') throw new AskError('answer-missing');
  const model = picked ?? (draft.model || settings.model);
  const place = placeAfter(held.view.place, after);
  const mayKeep = settings.keepHistory && held.mayKeep;
  asks.send({ draft, model, mayKeep, isPrivate: held.isPrivate, place, agreedCredits });
  await follows.clear(after);
}

/** The same question again; another version of the same turn. */
function again(
  { asks }: AskDesks,
  settings: Settings,
  { id, model, credits: agreedCredits }: SendTerms & { readonly id: string },
): void {
  const { view, mayKeep, isPrivate } = heldOf(asks, id);
  const place = { ...view.place };
  delete place.cut;
  asks.send({
    draft: view.draft,
    model: model ?? view.model,
    mayKeep: settings.keepHistory && mayKeep,
    ...{ isPrivate, place, agreedCredits },
  });
}

/** Back to where it was written: the draft, or under the turn before. One that still waited is taken out. */
async function edit({ draft, follows, asks }: AskDesks, id: string): Promise<void> {
  const { view, isPrivate } = heldOf(asks, id);
  if (isQueued(view)) asks.stop(id);
  const before = asks.asks.get(view.place.after ?? '');
  if (before === undefined) {
    draft.put(view.draft, isPrivate);
    asks.show(null);
    await draft.save();
  } else {
    const { question, model, redaction } = view.draft;
    const known = { ...(model && { model }), ...(redaction && { redaction }) };
    await follows.change(before, { question, ...known });
    asks.show(before.view.id);
  }
}

function placeAfter({ thread, turn }: ThreadPlace, after: string): ThreadPlace {
  return { thread, turn: turn + 1, after };
}

function heldOf({ asks }: AsksDesk, id: string): Held {
  const held = asks.get(id);
  if (held === undefined) throw new AskError('ask-unknown');
  return held;
}
