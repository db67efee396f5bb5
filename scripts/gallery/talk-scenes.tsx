/** Conversations, several asks at once, what waits, and the way of an ask while it runs. */
import type { ComponentChild } from 'preact';
import type { AskBrief, AskView, ModelView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { ANSWER, ask, draft, enclave, MODEL, NOW_MS, STATES } from '../../test/fakes/views.ts';

const pending = {
  ...STATES,
  answered: 'pending',
  receipt: 'pending',
  settlement: 'pending',
} as const;

const MODELS: readonly ModelView[] = [
  MODEL,
  {
    ...MODEL,
    id: 'llama-3.3-70b-instruct',
    contextTokens: 131_072,
    price: { currency: 'USD', perMillionInput: '0.55', perMillionOutput: '0.90' },
  },
  {
    ...MODEL,
    id: 'frontier-large',
    upstream: 'api.vendor.example:443',
    place: 'third-party',
    contextTokens: 200_000,
    price: { currency: 'USD', perMillionInput: '3.00', perMillionOutput: '15.00' },
  },
];

const first = ask({ id: 't1', place: { thread: 't1', turn: 1 } });
const second = ask({
  id: 't2',
  place: { thread: 't1', turn: 2, after: 't1' },
  draft: draft({ quote: '', question: 'Is there a name for that mistake?' }),
  answerText: 'Yes: the **gambler’s fallacy**, or the Monte Carlo fallacy.',
});
const third = ask({
  id: 't3',
  place: { thread: 't1', turn: 3, after: 't2' },
  draft: draft({ quote: '', question: 'Why Monte Carlo?' }),
  answerText:
    'After a night of August 1913 in its casino, when the roulette ball fell on black **26 times** in a row, and players lost millions by betting on red.',
});

function brief(view: AskView, change: Partial<AskBrief> = {}): AskBrief {
  const { id, phase, model, place, startedAtMs } = view;
  return { id, phase, model, place, startedAtMs, preview: view.draft.question, ...change };
}

function follow(after: string, question: string, cut = 0): AppState['follow'] {
  const leaves = { plaintext: '…', sealedBytes: 16_384 };
  const written = draft({ quote: '', title: '', url: '', question });
  return { after, draft: written, leaves: question === '' ? null : leaves, cut };
}

const thread = [first, second];
const running = ask({ id: 'r1', phase: 'streaming', place: { thread: 'r1', turn: 1 } });
const several: AskBrief[] = [
  brief(running, {
    id: 'q1',
    phase: 'queued',
    wait: 'turn',
    preview: 'What would a sceptic say?',
    place: { thread: 'q1', turn: 1 },
  }),
  brief(running, {
    id: 'q2',
    phase: 'done',
    preview: 'Translate this into English.',
    isUnseen: true,
    place: { thread: 'q2', turn: 1 },
  }),
  brief(running),
];
const fresh = { isProvisional: true, proof: pending, sentBytes: 4096 };
const asked = { answerText: '', startedAtMs: NOW_MS - 2000, ...fresh };

type Popup = (state: Partial<AppState>) => ComponentChild;
type Scenes = Record<string, () => ComponentChild>;

const models = { enclave: enclave({ models: [...MODELS] }) };

export function talkScenes(popup: Popup): Scenes {
  return { ...threadScenes(popup), ...waitingScenes(popup) };
}

function waitingScenes(popup: Popup): Scenes {
  const waiting = (wait: NonNullable<AskView['wait']>) => () => {
    const view = ask({ ...asked, phase: 'queued', wait, sentBytes: 0 });
    delete view.sentBytes;
    return popup({ ...models, ask: view, asks: [brief(view)], follow: follow('a1', '') });
  };
  return {
    'path-verifying': () =>
      popup({
        ...models,
        ask: ask({ ...asked, phase: 'verifying' }),
        follow: follow('a1', ''),
      }),
    'path-waiting': () =>
      popup({
        ...models,
        ask: ask({ ...asked, phase: 'waiting' }),
        follow: follow('a1', ''),
      }),
    'queued-turn': waiting('turn'),
    'queued-offline': waiting('offline'),
    'queued-return': waiting('return'),
    'queued-person': waiting('person'),
    'compose-models': () => popup(models),
  };
}

function threadScenes(popup: Popup): Scenes {
  return {
    thread: () =>
      popup({
        ...models,
        ...{ ask: third, thread, asks: [third, second, first].map((one) => brief(one)) },
        follow: follow('t3', ''),
      }),
    'thread-writing': () =>
      popup({
        ...models,
        ...{ ask: third, thread, asks: [brief(third)] },
        follow: follow('t3', 'How likely are 26 blacks in a row?', 1),
      }),
    'thread-versions': () =>
      popup({
        ...models,
        ask: third,
        thread,
        asks: [brief(third), brief(third, { id: 't4', model: 'frontier-large' })],
        follow: follow('t3', ''),
      }),
    several: () =>
      popup({
        ...models,
        ask: ask({
          ...{ id: 'r1', phase: 'streaming', place: { thread: 'r1', turn: 1 } },
          ...fresh,
          answerText: ANSWER.slice(0, 420),
        }),
        asks: several,
        follow: follow('r1', ''),
      }),
    'several-compose': () => popup({ ...models, asks: several }),
  };
}
