/** Views in every state, as the worker would post them. For component tests and the gallery of screenshots. */
import type {
  AskView,
  Draft,
  EnclaveView,
  ModelView,
  ProofDetail,
  ProofStates,
  ProofSummary,
  StepView,
} from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { OPENGRADIENT_DEFAULTS, type Settings } from '../../lib/settings/index.ts';

export const NOW_MS = Date.UTC(2026, 8, 14, 9, 30, 0);

const hex = (seed: number, length: number): string =>
  Array.from({ length }, (_, index) =>
    ((seed * 7 + index * 5 + (index >> 3)) % 16).toString(16),
  ).join('');

export const MEASUREMENT = { pcr0: hex(3, 96), pcr1: hex(5, 96), pcr2: hex(9, 96) };

const STEP_NAMES = [
  'size',
  'envelope',
  'document',
  'root',
  'certificates',
  'chain',
  'signature',
  'valid-now',
  'age',
  'debug',
  'measurement',
  'nonce',
  'binding',
];

export function steps(failing?: string): StepView[] {
  const failingAt = failing === undefined ? STEP_NAMES.length : STEP_NAMES.indexOf(failing);
  return STEP_NAMES.map((name, index) => ({
    name,
    verdict: index < failingAt ? 'pass' : index === failingAt ? 'fail' : 'not-reached',
    detail: index > failingAt ? '' : `What the check of ${name} compared, and with what.`,
    ...(index <= failingAt ? { bytesHex: hex(index, 192) } : {}),
  }));
}

export const MODEL: ModelView = {
  id: 'qwen3-32b',
  upstream: '127.0.0.1:8000',
  place: 'in-enclave',
  isLanguageModel: true,
  contextTokens: 32_768,
  price: { currency: 'USD', perMillionInput: '0.20', perMillionOutput: '0.60' },
};

export function enclave(change: Partial<EnclaveView> = {}): EnclaveView {
  return {
    phase: 'ready',
    relayHost: 'relay.example.org',
    relayOperator: 'Northern Relay Society',
    gatewayName: 'main',
    gatewayOperator: 'Lantern Compute',
    build: 'sotto-gateway 0.1.0',
    checkedAtMs: NOW_MS - 12_000,
    evidenceTimeMs: NOW_MS - 12_000,
    measurement: MEASUREMENT,
    releaseName: 'sotto-enclave 0.1.0',
    keyId: 7,
    keyConfigHashHex: hex(1, 64),
    isDevelopmentRoot: false,
    models: [MODEL],
    steps: steps(),
    ...change,
  };
}

export const QUOTE =
  'The law of large numbers does not say that a run of bad luck must be followed by good. ' +
  'It says only that, as trials go on, the share of each outcome tends to its probability.';

export function draft(change: Partial<Draft> = {}): Draft {
  return {
    quote: QUOTE,
    origin: 'menu',
    title: 'Gambler’s fallacy – an introduction',
    url: 'https://reading.example.org/essays/gamblers-fallacy',
    includeTitle: true,
    includeUrl: false,
    question: 'Why does this not mean that the next throw is more likely to win?',
    actionId: null,
    ...change,
  };
}

export const STATES: ProofStates = {
  enclave: 'holds',
  sealed: 'holds',
  answered: 'complete',
  receipt: 'holds',
  settlement: 'pending',
};

export const ANSWER = `Because the dice **have no memory**. The law speaks about the *share* of outcomes over many throws, not about a debt that the next one has to pay.

1. Each throw is independent: its chance is the same after ten losses as after none.
2. Early bad luck is not *cancelled*, it is *diluted*: ten extra losses matter less and less among ten thousand throws.

| throws | extra losses | share of losses |
| --- | ---: | ---: |
| 10 | 10 | 100 % |
| 1,000 | 10 | 50.5 % |
| 100,000 | 10 | 50.005 % |

\`\`\`python
def share(extra, throws):
    return 0.5 + extra / (2 * throws)
\`\`\`

See [the usual proof](https://maths.example.org/lln) for why the share converges.`;

export function ask(change: Partial<AskView> = {}): AskView {
  return {
    id: 'a1',
    phase: 'done',
    draft: draft(),
    model: MODEL.id,
    place: { thread: 'a1', turn: 1 },
    upstream: MODEL.upstream,
    answerText: ANSWER,
    isProvisional: false,
    isLanguageModel: true,
    startedAtMs: NOW_MS - 20_000,
    finishedAtMs: NOW_MS - 8_000,
    proof: STATES,
    sentBytes: 4096,
    receivedBytes: 17_408,
    askedBytes: 731,
    toldBytes: 902,
    ...change,
  };
}

export const SETTINGS: Settings = {
  version: 4,
  network: 'sotto',
  opengradient: OPENGRADIENT_DEFAULTS,
  witnesses: [],
  keepDays: 0,
  relayUrl: 'https://relay.example.org',
  gatewayName: 'main',
  releases: [{ name: 'sotto-enclave 0.1.0', ...MEASUREMENT }],
  consents: [],
  releaseLists: [],
  developmentRoots: [],
  padding: 'default',
  model: '',
  keepHistory: true,
  includeTitle: true,
  includeUrl: false,
  answerLanguage: '',
  redaction: { kinds: [], words: [] },
  appearance: { theme: 'system', textSize: 'normal' },
  home: 'popup',
  notify: false,
  actions: [],
};

export function appState(change: Partial<AppState> = {}): AppState {
  return {
    draft: draft(),
    enclave: enclave(),
    ask: null,
    thread: [],
    asks: [],
    follow: null,
    settings: SETTINGS,
    leaves: {
      plaintext: `POST https://lantern.example/v1/chat/completions\ncontent-type: application/json\naccept: text/event-stream\nsotto-openings: (three random values)\nsotto-padding: default\n\n{"model":"qwen3-32b","messages":[{"role":"user","content":"⟦quote⟧\\n${QUOTE}\\n⟦/quote⟧\\n\\nWhy does this not mean that the next throw is more likely to win?"}],"stream":true}`,
      sealedBytes: 4096,
    },
    ...change,
  };
}

const QUESTIONS = [
  ['Why is the next throw not more likely to win?', QUOTE],
  ['Explain this in plain words.', 'Notwithstanding the foregoing, the Licensee shall indemnify…'],
  ['Translate this into English.', 'Wer den Acker pflegt, den pflegt der Acker.'],
  ['What would a sceptic say?', 'Our results demonstrate a significant improvement (p = 0.049).'],
  ['Summarise this in a few sentences.', 'In the autumn of 1854 the pump handle was removed…'],
] as const;

export function proofSummary(index: number, change: Partial<ProofSummary> = {}): ProofSummary {
  const [questionPreview, quotePreview] = QUESTIONS[index % QUESTIONS.length] ?? ['', ''];
  return {
    id: `p${index}`,
    createdAtMs: NOW_MS - (index * index + 1) * 3_400_000,
    questionPreview,
    quotePreview,
    host: 'reading.example.org',
    model: MODEL.id,
    states: { ...STATES, settlement: index === 0 ? 'pending' : 'holds' },
    isDevelopmentRoot: false,
    ...change,
  };
}

export function proofDetail(change: Partial<ProofDetail> = {}): ProofDetail {
  return {
    ...proofSummary(0),
    question: draft().question,
    quote: QUOTE,
    url: 'https://reading.example.org/chance',
    answer: ANSWER,
    phase: 'done',
    enclave: enclave(),
    relayHost: 'relay.example.org',
    keyId: 7,
    steps: steps(),
    ...change,
  };
}
