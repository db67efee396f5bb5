/**
 * The inner request: what the enclave will read, byte for byte the same for everybody who asks the same (field set,
 * order and template are constant; only the openings are random). Layout: the surface page of stack/README.md.
 * Must never hold a name, a token, a date, or anything of the page that the person did not leave ticked.
 */
import type { Statement } from '../../binding/index.ts';
import { concat, toBase64Url, utf8, type Bytes } from '../../bytes/index.ts';
import { codeOf, hasCode } from '../../errors/index.ts';
import {
  encodeRequest,
  paddingFor,
  sealedRequestSize,
  type Field,
  type Suite,
} from '../../ohttp/index.ts';
import type { ChatMessage } from '../../prompts/index.ts';
import { OPENING_LENGTH } from '../../receipts/index.ts';
import type { PaddingMode } from '../../settings/index.ts';
import { NetworkError } from '../errors.ts';
import { priceOf } from './credits.ts';
import type { ErrorView, LeavesView } from '../view.ts';
import type { Asked } from '../network.ts';

/** Three secrets of this ask alone: they open the receipt's commitments and the log's entry. */
export interface AskOpenings {
  readonly request: Bytes;
  readonly answer: Bytes;
  readonly leaf: Bytes;
}

export interface InnerRequest {
  /** The name that the enclave's statement gives itself. */
  readonly authority: string;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly padding: PaddingMode;
  /** What pays for it, where the enclave asks for credits. */
  readonly paying?: readonly Field[];
}

export function createOpenings(random: (length: number) => Bytes): AskOpenings {
  return {
    request: random(OPENING_LENGTH),
    answer: random(OPENING_LENGTH),
    leaf: random(OPENING_LENGTH),
  };
}

/** The binary HTTP message without padding: exactly what the receipt commits to. */
export function encodeInnerRequest(inner: InnerRequest, openings: AskOpenings): Bytes {
  const { request, answer, leaf } = openings;
  return encodeRequest({
    method: 'POST',
    scheme: 'https',
    authority: inner.authority,
    path: '/v1/chat/completions',
    fields: [
      ...fieldsOf([request, answer, leaf].map(toBase64Url).join('.'), inner.padding),
      ...(inner.paying ?? []),
    ],
    content: utf8(contentOf(inner)),
    trailers: [],
  });
}

/** Appends the zeros that bring the sealed request to one of its few sizes. Throws NetworkError 'question-too-large'. */
export function padInnerRequest(bytes: Bytes, suite: Suite): Bytes {
  try {
    return concat(bytes, new Uint8Array(paddingFor(suite, 'chunked', bytes.length)));
  } catch (cause) {
    if (!hasCode(cause, 'request-too-large')) throw cause;
    throw new NetworkError('question-too-large', `${bytes.length} bytes`, { cause });
  }
}

/** To whom a question would go. */
export interface Destination {
  readonly authority: string;
  readonly model: string;
  readonly suite: Suite;
  /** What it costs, once there is a statement that says so. */
  readonly statement?: Statement | undefined;
}

/** The same request as a person can read it, and its size on the wire. */
export function describeInnerRequest(
  { messages, padding }: Asked,
  { authority, model, suite, statement }: Destination,
  errorView: (code: string) => ErrorView,
): LeavesView {
  const plain: InnerRequest = { authority, model, messages, padding };
  try {
    const { count, fields: paying } = priceIn(statement, plain, suite);
    const inner = { ...plain, paying };
    // Random openings have a fixed length, so a stand-in measures the same.
    const unpadded = encodeInnerRequest(
      inner,
      createOpenings((length) => new Uint8Array(length)),
    );
    const padded = padInnerRequest(unpadded, suite);
    const sealedBytes = sealedRequestSize(suite, 'chunked', padded.length);
    return { plaintext: readable(inner), sealedBytes, ...(count > 0 && { credits: count }) };
  } catch (thrown) {
    const error = errorView(codeOf(thrown) ?? 'unexpected');
    const plaintext = readable(plain);
    return { plaintext, sealedBytes: utf8(plaintext).length, error };
  }
}

/** As a person can read it: what is random and what pays is only named. */
function readable(inner: InnerRequest): string {
  const paying = (inner.paying ?? []).map(([name]): Field => [name, '(credits)']);
  const lines = [...fieldsOf('(random)', inner.padding), ...paying].map(
    ([name, value]) => `${name}: ${value}`,
  );
  const start = `POST https://${inner.authority}/v1/chat/completions`;
  return `${start}\n${lines.join('\n')}\n\n${contentOf(inner)}`;
}

/** What an ask costs: known before anything is taken, because every part of it has a fixed length. */
export function priceIn(
  statement: Statement | undefined,
  inner: InnerRequest,
  suite: Suite,
): ReturnType<typeof priceOf> {
  if (statement === undefined) return { count: 0, fields: [] };
  const openings = createOpenings((length) => new Uint8Array(length));
  return priceOf(statement, inner.model, (paying) => {
    const { length } = encodeInnerRequest({ ...inner, paying }, openings);
    return sealedRequestSize(suite, 'chunked', length);
  });
}

function fieldsOf(openings: string, padding: PaddingMode): Field[] {
  return [
    ['content-type', 'application/json'],
    ['accept', 'text/event-stream'],
    ['sotto-openings', openings],
    ['sotto-padding', padding],
  ];
}

function contentOf({ messages, model }: InnerRequest): string {
  return JSON.stringify({ model, messages, stream: true });
}
