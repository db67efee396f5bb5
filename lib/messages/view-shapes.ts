/**
 * Proves that data from a port or a store has the shape of what the screens show (lib/ask/view.ts).
 * Must never accept a field that view.ts does not name.
 */
import {
  count,
  flag,
  list,
  nullable,
  oneOf,
  partial,
  record,
  ShapeError,
  text,
  type Parser,
} from '../shape/index.ts';
import { image } from '../settings/index.ts';
import {
  MAX_MODELS,
  MAX_QUESTION_LENGTH,
  MAX_QUOTE_LENGTH,
  MAX_TITLE_LENGTH,
  MAX_URL_LENGTH,
} from './limits.ts';
import { KINDS, MAX_SPANS, type Redaction, type Span } from '../redaction/index.ts';
import type {
  AccountView,
  ChainLinkView,
  CostView,
  Draft,
  EnclaveView,
  ErrorView,
  MeasurementView,
  ModelView,
  PageText,
  QuoteSource,
  RegistryView,
  SeenKeyView,
  SeenView,
  StepView,
} from '../ask/index.ts';

const short = text(300);
const hex = text(200_000, /^[0-9a-f]*$/);

export const errorShape: Parser<ErrorView> = record({
  code: text(80, /^[a-z0-9-]+$/),
  advice: oneOf('retry', 'fix-settings', 'stop'),
});

const stepShape: Parser<StepView> = record(
  { name: short, verdict: oneOf('pass', 'fail', 'not-reached'), detail: text(4000) },
  { bytesHex: hex },
);

const verdictShape = oneOf('pass', 'fail', 'not-reached');
const measurementShape: Parser<MeasurementView> = image({});

const seenShape: Parser<SeenView> = record({
  image: measurementShape,
  firstSeenMs: count(),
  lastSeenMs: count(),
});

const linkShape: Parser<ChainLinkView> = record(
  {
    kind: oneOf(
      ...(['root', 'certificate', 'document', 'measurement', 'release', 'user-data'] as const),
      ...(['transcript', 'key-configuration', 'key'] as const),
    ),
    verdict: verdictShape,
    name: short,
  },
  { bytesHex: hex, fromMs: count(), untilMs: count() },
);

const modelShape: Parser<ModelView> = record(
  {
    id: short,
    upstream: short,
    place: oneOf('in-enclave', 'attested-enclave', 'third-party'),
    isLanguageModel: flag,
    contextTokens: count(),
    price: record({ currency: short, perMillionInput: short, perMillionOutput: short }),
  },
  { failover: list(short, 100) },
);

const seenKeyShape: Parser<SeenKeyView> = record({
  hashHex: hex,
  entryHex: hex,
  firstSeenMs: count(),
  lastSeenMs: count(),
  logged: oneOf('not-watched', 'waiting', 'settled', 'late', 'missing', 'split-view'),
});

const registryShape: Parser<RegistryView> = record(
  {
    attested: oneOf('here', 'registry', 'refused'),
    chainId: count(),
    address: short,
    block: count(),
    nodes: list(short, 10),
    teeId: short,
    endpoint: text(2048),
    pcrHash: short,
    registeredAtMs: count(),
    heartbeatAtMs: count(),
  },
  { transaction: short },
);

export const accountShape: Parser<AccountView> = record(
  { relayHost: short, authUrl: text(600), isAnonymous: flag, isRenewable: flag },
  { expiresAtMs: count() },
);

export const costShape: Parser<CostView> = partial({
  usd: text(60),
  opg: text(100),
  currency: text(16),
  amount: text(40),
});

export const enclaveShape: Parser<EnclaveView> = record(
  { phase: oneOf('unset', 'checking', 'ready', 'refused') },
  {
    network: oneOf('sotto', 'opengradient'),
    kind: oneOf('aws-nitro', 'amd-sev-snp', 'intel-tdx'),
    registry: registryShape,
    relayHost: short,
    relayOperator: short,
    gatewayName: short,
    gatewayOperator: short,
    build: short,
    checkedAtMs: count(),
    evidenceTimeMs: count(),
    measurement: measurementShape,
    releaseName: short,
    releaseSource: oneOf('pinned', 'listed', 'consented', 'settings'),
    releaseList: short,
    seen: list(seenShape, 10_000),
    chain: list(linkShape, 40),
    keyId: count(255),
    keyConfigHashHex: hex,
    isDevelopmentRoot: flag,
    isKeyChanged: flag,
    keysSeen: list(seenKeyShape, 100),
    keyUntilMs: count(),
    keyAlarm: errorShape,
    models: list(modelShape, MAX_MODELS),
    credits: record({
      issuer: text(253),
      verifierKey: text(900),
      service: text(253),
      logOrigin: text(1024),
      logVerifierKey: text(1024),
    }),
    steps: list(stepShape, 200),
    error: errorShape,
  },
);

const span = (value: unknown, path = ''): Span => {
  const [start = -1, end = -1, mark = -1] = list(count(), 3)(value, path);
  if (start < 0 || end <= start || mark < 0) throw new ShapeError(path, 'a span');
  return [start, end, mark];
};
const spans = list(span, MAX_SPANS);

const redactionShape: Parser<Redaction> = record({
  of: text(40),
  marks: list(
    record({
      kind: oneOf(...KINDS, 'word'),
      placeholder: text(20, /^\[[A-Z]{2,7} \d{1,5}\]$/),
      text: text(25_000),
    }),
    MAX_SPANS,
  ),
  lifted: list(text(25_000), MAX_SPANS),
  spans: record({ quote: spans, page: spans, question: spans, title: spans, url: spans }),
});

const pageShape: Parser<PageText> = record({
  text: text(MAX_QUOTE_LENGTH),
  kind: oneOf('article', 'whole'),
  total: count(),
});

const sourceShape: Parser<QuoteSource> = record({
  tabId: count(),
  frameId: count(),
  isEditable: flag,
  isMenuText: flag,
});

const draftFields = {
  quote: text(MAX_QUOTE_LENGTH),
  question: text(MAX_QUESTION_LENGTH),
  actionId: nullable(text(40)),
  includeTitle: flag,
  includeUrl: flag,
};

export const changeableFields = {
  ...draftFields,
  model: text(200),
  page: nullable(pageShape),
  redaction: redactionShape,
  isUnkept: flag,
};

export const draftShape: Parser<Draft> = record(
  {
    ...draftFields,
    origin: oneOf('menu', 'command', 'toolbar', 'button', 'none'),
    title: text(MAX_TITLE_LENGTH),
    url: text(MAX_URL_LENGTH),
  },
  {
    problem: errorShape,
    model: text(200),
    page: pageShape,
    redaction: redactionShape,
    source: sourceShape,
    slot: count(9),
    isUnkept: flag,
  },
);
