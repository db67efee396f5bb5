/**
 * One exchange with a gateway, from messages to a verdict: the text that is sealed and its hash, the padding, the seal,
 * the answer as it streams, the signature over what was shown (sections 3 and 5). How bytes travel is handed in.
 * Must never give a verdict on anything but the bytes that were shown, nor seal a second time with one context.
 */
import { concat, fromBase64, u16, utf8, type Bytes } from '../bytes/index.ts';
import { CodedError, codeOf } from '../errors/index.ts';
import {
  chooseKeyConfig,
  paddingFor,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  type SealedRequest,
} from '../ohttp/index.ts';
import type { SignedAnswer, StatedCost } from './answer-fields.ts';
import { leafOf } from './batch-tree.ts';
import { OpengradientError } from './errors.ts';
import { encodeKeptAnswer } from './kept-answer.ts';
import { readParts } from './parts.ts';
import { prepareRequest, type PreparedRequest } from './prepare-request.ts';
import type { RegistryRow } from './registry.ts';
import { verifyAnswer } from './verify-answer.ts';

export interface Question {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly model: string;
  /** 0: the gateway's own limit. */
  readonly maxTokens: number;
  /** 'none' is neither sent nor hashed. */
  readonly reasoningEffort: 'none' | 'low' | 'medium' | 'high';
  readonly isPadded: boolean;
}

/** The way of the bytes, and where text goes as it comes. */
export interface Way {
  /** Sends; tells how the answer is framed. */
  send(sealed: Bytes, request: Bytes): Promise<'single' | 'chunked'>;
  /** The answer's body, piece by piece. */
  pieces(): AsyncGenerator<Bytes, void, undefined>;
  show(text: string): Promise<void>;
}

export interface ExchangeVerdict {
  readonly state: 'holds' | 'fails' | 'missing';
  readonly code: string | null;
  readonly receipt: Bytes | null;
  readonly toldBytes: number;
  readonly cost: StatedCost | undefined;
  /** What stands for it in a settled batch. */
  readonly leaf: Bytes | null;
}

const MAX_ANSWER_LENGTH = 2_000_000;

/** Throws what kept an answer from being one. */
export async function exchange(
  question: Question,
  row: RegistryRow,
  way: Way,
): Promise<ExchangeVerdict> {
  const prepared = requestOf(question);
  const request = utf8(prepared.sealedText);
  if (request.length > MAX_REQUEST) throw new CodedError('question-too-large');
  const sealed = await sealTo(row, question.isPadded ? padded(request) : request);
  try {
    const framing = await way.send(sealed.bytes, request);
    let shown = '';
    let finish: (() => SignedAnswer) | undefined;
    for await (const part of readParts(framing, way.pieces(), sealed)) {
      if (typeof part === 'function') finish = part;
      else if (part !== '') {
        shown += part;
        if (shown.length > MAX_ANSWER_LENGTH) throw new CodedError('answer-too-large');
        await way.show(part);
      }
    }
    return await judge(finish, prepared, row, shown);
  } finally {
    sealed.wipe();
  }
}

function requestOf(question: Question): PreparedRequest {
  const { model, messages, maxTokens, reasoningEffort } = question;
  const limit = maxTokens > 0 ? { max_tokens: maxTokens } : {};
  const effort = reasoningEffort === 'none' ? {} : { reasoning_effort: reasoningEffort };
  const body = { model, messages, stream: true, ...limit, ...effort };
  return prepareRequest(body, { hashesReasoningEffort: true });
}

async function sealTo({ ohttpKey }: RegistryRow, plaintext: Bytes): Promise<SealedRequest> {
  if (ohttpKey === undefined) throw new OpengradientError('chain-data-invalid', 'no key');
  const blob = ohttpKey.keyConfig;
  const configs = parseKeyConfigs(concat(u16(blob.length), blob));
  const context = await prepareSeal(chooseKeyConfig(configs, [PRODUCT_SUITE]), 'single');
  return context.seal(plaintext);
}

const STEP = 32_768;
/** What every gateway is known to take; some take forty times as much. */
const MAX_REQUEST = 512 * 1024;

/**
 * The dialect knows no padding, but spaces behind JSON mean nothing and are not hashed: they hide the length.
 */
function padded(request: Bytes): Bytes {
  return concat(request, new Uint8Array(spacesFor(request.length)).fill(0x20));
}

function spacesFor(length: number): number {
  try {
    return paddingFor(PRODUCT_SUITE, 'single', length);
  } catch (thrown) {
    if (codeOf(thrown) !== 'request-too-large') throw thrown;
    return Math.ceil(length / STEP) * STEP - length;
  }
}

/** An error in place of an answer is no answer; what was signed wrongly or not at all is one, and does not hold. */
async function judge(
  finish: (() => SignedAnswer) | undefined,
  { canonical }: PreparedRequest,
  { teeId, signingKey }: RegistryRow,
  shown: string,
): Promise<ExchangeVerdict> {
  const toldBytes = utf8(shown).length;
  let answer: SignedAnswer;
  try {
    if (finish === undefined) throw new OpengradientError('answer-unsigned');
    answer = finish();
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'unexpected';
    if (code === 'unexpected' || code === 'answer-refused-by-gateway') throw thrown;
    const state = code === 'answer-unsigned' ? 'missing' : 'fails';
    return { state, code, receipt: null, toldBytes, cost: undefined, leaf: null };
  }
  const receipt = encodeKeptAnswer(answer);
  const said = { receipt, toldBytes: toldBytes + receipt.length, cost: answer.cost };
  try {
    // No tools are offered, so none are called by anybody who reads the request.
    if (answer.kind !== 'text') throw new OpengradientError('answer-not-text');
    await verifyAnswer(answer, { canonical, shown, teeId, signingKey });
    const { fields } = answer;
    const leaf = leafOf({ ...fields, signature: fromBase64(fields.signature) });
    return { state: 'holds', code: null, ...said, receipt: encodeKeptAnswer(answer, leaf), leaf };
  } catch (thrown) {
    return { state: 'fails', code: codeOf(thrown) ?? 'unexpected', ...said, leaf: null };
  }
}
