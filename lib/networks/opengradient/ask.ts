/**
 * Asks a verified enclave of the OpenGradient network. The aside seals, opens and checks (lib/aside/exchange.ts); here
 * stand the relay with the account's token, and the text as it is shown: provisional until the signature was checked.
 * Must never carry a sealed request to a second enclave.
 */
import { exchangeJob, type ExchangeGiven, type ExchangeWant } from '../../aside/index.ts';
import type { Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import type { ProofFacts } from '../../proofs/index.ts';
import { carryWithAccount, type CarriedAnswer } from '../../relay/index.ts';
import { relayHostOf, type OpengradientSettings } from '../../settings/index.ts';
import { NetworkError } from '../errors.ts';
import type { ModelView } from '../view.ts';
import type { Answer, Asked, NetworkEdges, SealedAsk } from '../network.ts';
import type { Account } from './account.ts';
import type { FoundEnclave } from './enclave.ts';
import { Passing } from './passing.ts';
import { verdictOf } from './verdict.ts';

export interface Line {
  readonly edges: NetworkEdges;
  readonly settings: OpengradientSettings;
  readonly account: Account;
  readonly enclave: FoundEnclave;
}

/** Nothing more comes after so long. */
const DEADLINE_MS = 600_000;

/** Resolves when the aside has sealed; it then waits for the way to be opened. */
export async function sealAsk(line: Line, asked: Asked): Promise<SealedAsk> {
  // Nobody is made to wait for a question that nobody may carry.
  await line.account.token(line.settings.relayUrl);
  const model = modelOf(line, asked);
  const passing = new Passing();
  const { sealed, request } = await beginExchange(line, asked, model, passing);
  return {
    facts: factsOf(line, model, request),
    sentBytes: sealed.length,
    askedBytes: request.length,
    carry: (stop, onLeaving) => carry(line, sealed, passing, { stop, onLeaving }),
  };
}

function modelOf({ enclave, settings }: Line, asked: Asked): ModelView {
  const { models = [] } = enclave.view;
  const wanted = asked.model === '' ? settings.model : asked.model;
  const model = wanted === '' ? models[0] : models.find(({ id }) => id === wanted);
  if (model === undefined) throw new NetworkError('model-unknown');
  return model;
}

type Sealed = Extract<ExchangeWant, { kind: 'send' }>;

function beginExchange(
  { edges, settings, enclave }: Line,
  { messages, padding }: Asked,
  model: ModelView,
  passing: Passing,
): Promise<Sealed> {
  const { maxTokens, reasoningEffort } = settings;
  const { statement } = enclave;
  const question = { messages, model: model.id, maxTokens, reasoningEffort };
  const input = { ...question, statement, isPadded: padding !== 'none' };
  const isWatched = settings.settlementAddress !== '' && settings.aggregatorUrl !== '';
  return new Promise((resolve, reject) => {
    const answer = (want: ExchangeWant): Promise<ExchangeGiven> => {
      if (want.kind === 'send') resolve(want);
      return passing.answer(want);
    };
    const options = { answer, deadlineMs: DEADLINE_MS, signal: passing.signal };
    edges.aside.run(exchangeJob, input, options).then(
      (output) => {
        passing.end({ kind: 'verdict', verdict: verdictOf(output, isWatched) });
      },
      (thrown: unknown) => {
        passing.fail(thrown);
        reject(thrown instanceof Error ? thrown : new Error('exchange'));
      },
    );
  });
}

const NONE = new Uint8Array(0);

function factsOf({ settings, enclave }: Line, model: ModelView, requestBytes: Bytes): ProofFacts {
  return {
    network: 'opengradient',
    relayHost: relayHostOf(settings.relayUrl),
    gatewayName: enclave.teeId.slice(2),
    evidence: enclave.document,
    transcript: enclave.statement,
    nonce: NONE,
    verifiedAtMs: enclave.verifiedAtMs,
    keyId: enclave.view.keyId ?? 0,
    model: model.id,
    upstream: model.upstream,
    requestBytes,
    openings: { request: NONE, answer: NONE, leaf: NONE },
    receipt: null,
  };
}

interface Leaving {
  readonly stop: AbortSignal;
  readonly onLeaving: () => void;
}

async function carry(
  line: Line,
  sealed: Bytes,
  passing: Passing,
  leaving: Leaving,
): Promise<Answer> {
  // Without an aside that opens it nobody waits for an answer.
  const stop = AbortSignal.any([leaving.stop, passing.signal]);
  try {
    const { framing, pieces } = await carryOnce(line, sealed, { ...leaving, stop });
    passing.open(framing, pieces);
  } catch (thrown) {
    const first = passing.failed ?? thrown;
    passing.drop();
    throw first;
  }
  return { received: () => passing.received, events: passing.events() };
}

/** The same sealed bytes once more where only the token was refused: the relay says that it carried nothing. */
async function carryOnce(
  { edges, settings, account, enclave }: Line,
  sealed: Bytes,
  { stop, onLeaving }: Leaving,
): Promise<CarriedAnswer> {
  const { relayUrl } = settings;
  const place = { fetch: edges.fetch, relayUrl, teeId: enclave.teeId };
  // A renewal that is refused here is not tried again below.
  const accessToken = await account.token(relayUrl);
  try {
    return await carryWithAccount({ ...place, accessToken }, sealed, stop, onLeaving);
  } catch (thrown) {
    if (codeOf(thrown) !== 'account-refused') throw thrown;
  }
  const renewed = await account.renewed(relayUrl);
  return carryWithAccount({ ...place, accessToken: renewed }, sealed, stop, onLeaving);
}
