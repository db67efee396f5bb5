/**
 * One exchange with a verified enclave of ours: the question sealed, carried over the relay, its answer opened chunk by
 * chunk.
 * Must never carry a request twice.
 */
import type { StatementModel } from '../../binding/index.ts';
import { type Bytes } from '../../bytes/index.ts';
import type { SealedRequest } from '../../ohttp/index.ts';
import type { ProofFacts } from '../../proofs/index.ts';
import { carryAsk, type Place } from '../../relay/index.ts';
import { relayHostOf, type PaddingMode } from '../../settings/index.ts';
import { NetworkError } from '../errors.ts';
import type { Answer, AnswerEvent, Asked, SealedAsk } from '../network.ts';
import { AnswerReader } from './answer.ts';
import type { VerifiedEnclave } from './enclave.ts';
import {
  endingAfter,
  endingOf,
  FREE,
  purseIdOf,
  takeFor,
  type Purse,
  type Spend,
} from './credits.ts';
import {
  createOpenings,
  encodeInnerRequest,
  padInnerRequest,
  priceIn,
  type InnerRequest,
} from './inner-request.ts';
import type { SottoChecks } from './checks.ts';
import { requireSource, type Bound } from './receipt-check.ts';

export interface Line {
  readonly place: Place;
  readonly enclave: VerifiedEnclave;
  random(length: number): Bytes;
  seal(padded: Bytes): Promise<SealedRequest>;
  /** Where credits are taken from, where the enclave asks for them. */
  readonly purse: Purse;
  readonly checks: () => Promise<SottoChecks>;
}

export async function sealAsk(line: Line, asked: Asked): Promise<SealedAsk> {
  const { place, enclave } = line;
  const { statement } = enclave.transcript;
  const model = modelOf(enclave, asked.model);
  const openings = createOpenings((length) => line.random(length));
  const { messages, padding, agreedCredits } = asked;
  const inner = { authority: statement.name, model: model.id, messages, padding };
  const spend = await spendFor(line, inner, agreedCredits);
  const requestBytes = encodeInnerRequest({ ...inner, paying: spend.fields }, openings);
  const sealed = await sealPaid(line, requestBytes).catch(async (thrown: unknown) => {
    // Nothing has left: what was taken for it is the device's again.
    await spend.end({ kind: 'back' });
    throw thrown;
  });
  const facts: ProofFacts = {
    relayHost: relayHostOf(place.relayUrl),
    gatewayName: place.gatewayName,
    evidence: enclave.material.evidence,
    transcript: enclave.material.transcript,
    nonce: enclave.material.nonce,
    verifiedAtMs: enclave.verifiedAtMs,
    keyId: enclave.chosen.config.keyId,
    model: model.id,
    upstream: model.upstream,
    requestBytes,
    openings,
    receipt: null,
  };
  return {
    facts,
    sentBytes: sealed.bytes.length,
    askedBytes: requestBytes.length,
    carry: (stop, onLeaving) => {
      const expected = { facts, model, bound: enclave, spend, checks: line.checks };
      return carry(place, sealed, expected, { cut: cutBy(stop, padding), onLeaving });
    },
    giveUp: () => spend.end({ kind: 'back' }),
  };
}

/**
 * Behind padding a Stop does not cut the line: how much had arrived would show how long the answer was going to be
 * (traffic-analysis, section 4). The rest is read and thrown away.
 */
function cutBy(stop: AbortSignal, padding: PaddingMode): AbortSignal {
  return padding === 'none' ? stop : new AbortController().signal;
}

interface Expected {
  readonly facts: ProofFacts;
  readonly model: StatementModel;
  readonly bound: Bound;
  readonly spend: Spend;
  readonly checks: () => Promise<SottoChecks>;
}

/** Throws NetworkError 'credits-price-risen', with nothing taken, where it costs more than was agreed to. */
async function spendFor(line: Line, inner: InnerRequest, agreed: number): Promise<Spend> {
  const { statement } = line.enclave.transcript;
  const id = purseIdOf(statement);
  const { count } = priceIn(statement, inner, line.enclave.chosen.suite);
  if (id === undefined || count === 0) return FREE;
  if (count > agreed) throw new NetworkError('credits-price-risen', `${count} for ${agreed}`);
  return takeFor(line.purse, id, count);
}

async function sealPaid(line: Line, requestBytes: Bytes): Promise<SealedRequest> {
  const { chosen, transcript } = line.enclave;
  const sealed = await line.seal(padInnerRequest(requestBytes, chosen.suite));
  if (sealed.bytes.length <= transcript.statement.maxRequestBytes) return sealed;
  throw new NetworkError('question-too-large');
}

/** Waits for the first piece, so that a refusal of the request is thrown here and not in the middle of an answer. */
async function carry(
  place: Place,
  sealed: SealedRequest,
  expected: Expected,
  { cut, onLeaving }: { readonly cut: AbortSignal; readonly onLeaving: () => void },
): Promise<Answer> {
  const tally = { bytes: 0 };
  let hasLeft = false;
  await expected.spend.leaving().catch(async (thrown: unknown) => {
    await expected.spend.end({ kind: 'back' });
    throw thrown;
  });
  const pieces = carryAsk(place, sealed.bytes, cut, () => {
    onLeaving();
    hasLeft = true;
  });
  const first = await pieces.next().catch(async (thrown: unknown) => {
    await expected.spend.end(hasLeft ? endingAfter(thrown) : { kind: 'back' });
    throw thrown;
  });
  const chunks = open(first, pieces, sealed, tally);
  return { received: () => tally.bytes, events: read(chunks, expected) };
}

type Chunks = AsyncGenerator<Bytes | 'final', void, undefined>;

async function* open(
  first: IteratorResult<Bytes, void>,
  pieces: AsyncGenerator<Bytes, void, undefined>,
  sealed: SealedRequest,
  tally: { bytes: number },
): Chunks {
  const opener = sealed.openChunks();
  try {
    for (let step = first; step.done !== true; step = await pieces.next()) {
      tally.bytes += step.value.length;
      for (const chunk of await opener.push(step.value)) yield chunk;
    }
    yield await opener.end();
    yield 'final';
  } finally {
    sealed.wipe();
    await pieces.return();
  }
}

/** The receipt is checked as soon as the inner message is whole; what still comes is cover, read to its end. */
async function* read(
  chunks: Chunks,
  { facts, model, bound, spend, checks }: Expected,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const answer = new AnswerReader();
  let answerText = '';
  try {
    for await (const chunk of chunks) {
      const events = chunk === 'final' ? answer.end() : answer.push(chunk);
      for (const event of events) {
        if (event.kind === 'source') requireSource(event.source, model);
        if (event.kind === 'text') answerText += event.text;
        if (event.kind === 'text' || event.kind === 'failure') yield event;
        if (event.kind === 'end') {
          // The receipt commits to exactly this text, so it need not wait for the seal's own end mark.
          const { checkReceipt } = await checks();
          const ending = endingOf(answer.paid);
          const given = { count: spend.count, isRefunded: ending.kind === 'refunded' };
          const verdict = await checkReceipt(event.receipt, answerText, facts, given, bound);
          await spend.end(ending);
          yield { kind: 'verdict', verdict };
        }
      }
    }
  } finally {
    // An answer that did not come to its end says nothing but what it had said; one that did has settled already.
    await spend.end(answer.isWhole ? endingOf(answer.paid) : { kind: 'lost' });
  }
}

function modelOf({ transcript }: VerifiedEnclave, wanted: string): StatementModel {
  const { models } = transcript.statement;
  const model = wanted === '' ? models[0] : models.find(({ id }) => id === wanted);
  if (model === undefined) throw new NetworkError('model-unknown');
  return model;
}
