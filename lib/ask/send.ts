/**
 * Seals a question to a verified key and carries it; gives the answer's opened chunks.
 * Must never send again but in the one case that its second function explains.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { hasCode } from '../errors/index.ts';
import type { SealedRequest } from '../ohttp/index.ts';
import type { ProofFacts } from '../proofs/index.ts';
import { carryAsk, type Place } from '../relay/index.ts';
import { relayHostOf } from '../settings/index.ts';
import type { ReadyEnclave } from './enclave.ts';
import { placeOf } from './enclave-material.ts';
import { AskError } from './errors.ts';
import { createOpenings, encodeInnerRequest, padInnerRequest } from './request.ts';
import type { Question, Story } from './story.ts';
import type { ModelView } from './view.ts';

export interface Sent {
  readonly enclave: ReadyEnclave;
  readonly model: ModelView;
  readonly facts: ProofFacts;
  /** Sealed bytes that have come in so far. */
  received(): number;
  /** The answer, opened; then 'final' once the seal's own end mark has opened. */
  readonly chunks: AsyncGenerator<Bytes | 'final', void, undefined>;
}

export type OnSent = (facts: ProofFacts, sentBytes: number) => void;

/** Sends; and once more to a new key when the gateway says, by type, that it could not take up the first. */
export async function sealAndSend(
  question: Question,
  story: Story,
  enclave: ReadyEnclave,
  onSent: OnSent,
): Promise<Sent> {
  try {
    return await sendTo(question, story, enclave, onSent);
  } catch (thrown) {
    if (!hasCode(thrown, 'gateway-key-mismatch')) throw thrown;
  }
  const renewed = await story.renewedEnclave();
  // The refusal is an unauthenticated hint. Only a key that really changed, under fresh evidence, explains it; with
  // the same key the relay may be lying about a request that was processed and paid for.
  if (equal(renewed.keyConfigHash, enclave.keyConfigHash)) throw new AskError('key-refused');
  try {
    return await sendTo(question, story, renewed, onSent);
  } catch (thrown) {
    throw hasCode(thrown, 'gateway-key-mismatch') ? new AskError('key-refused') : thrown;
  }
}

async function sendTo(
  question: Question,
  story: Story,
  enclave: ReadyEnclave,
  onSent: OnSent,
): Promise<Sent> {
  const { draft, settings } = question;
  const { edges, stop } = story;
  const { statement } = enclave.transcript;
  const model = modelOf(enclave, question.model);
  const openings = createOpenings((length) => edges.random(length));
  const { answerLanguage, padding } = settings;
  const inner = { authority: statement.name, model: model.id, draft, answerLanguage, padding };
  const requestBytes = encodeInnerRequest(inner, openings);
  const padded = padInnerRequest(requestBytes, enclave.chosen.suite);
  const sealed = await enclave.seal(padded);
  if (sealed.bytes.length > statement.maxRequestBytes) throw new AskError('question-too-large');
  stop.throwIfAborted();
  const facts: ProofFacts = {
    relayHost: relayHostOf(settings.relayUrl),
    gatewayName: settings.gatewayName,
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
  onSent(facts, sealed.bytes.length);
  // Behind padding a Stop does not cut the line: how much had arrived would show how long the answer was going to
  // be (traffic-analysis, section 4). The rest is read and thrown away.
  const cut = padding === 'none' ? stop : new AbortController().signal;
  const tally = { bytes: 0 };
  const chunks = await openedChunks(placeOf(edges, settings), sealed, cut, tally);
  return { enclave, model, facts, chunks, received: () => tally.bytes };
}

interface Tally {
  bytes: number;
}

/** Waits for the first piece, so that a refusal of the request is thrown here and not in the middle of an answer. */
async function openedChunks(
  place: Place,
  sealed: SealedRequest,
  cut: AbortSignal,
  tally: Tally,
): Promise<Sent['chunks']> {
  const pieces = carryAsk(place, sealed.bytes, cut);
  const first = await pieces.next();
  return open(first, pieces, sealed, tally);
}

async function* open(
  first: IteratorResult<Bytes, void>,
  pieces: AsyncGenerator<Bytes, void, undefined>,
  sealed: SealedRequest,
  tally: Tally,
): Sent['chunks'] {
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

function modelOf(enclave: ReadyEnclave, wanted: string): ModelView {
  const { models } = enclave.transcript.statement;
  const model = wanted === '' ? models[0] : models.find(({ id }) => id === wanted);
  if (model === undefined) throw new AskError('model-unknown');
  return model;
}
