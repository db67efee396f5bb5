/**
 * Reads the opened answer: binary HTTP, in it an event stream, in its trailers the receipt. What comes in has passed
 * the seal, so it is the gateway's word, but it is still parsed like a stranger's.
 * Must never apply an inner field (cookies, redirects) to the browser; they are data (ohttp.md, trap 18).
 */
import { BytesError, concat, fromBase64Url, fromUtf8, type Bytes } from '../../bytes/index.ts';
import { mediaTypeIs, ResponseParser, type Field, type ResponseEvent } from '../../ohttp/index.ts';
import { isPlainObject } from '../../shape/index.ts';
import {
  innerError,
  parseJson,
  readCompletionEvent,
  type AnswerSource,
} from './completion-event.ts';
import { EventReader, type EventFault } from '../../sse/index.ts';
import { NetworkError } from '../errors.ts';

export type AnswerEvent =
  | { readonly kind: 'source'; readonly source: AnswerSource }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failure'; readonly error: NetworkError }
  /** The inner message is whole: its trailers have come. The seal's own end mark may still be under way. */
  | { readonly kind: 'end'; readonly receipt: Bytes | null };

const MAX_ANSWER_LENGTH = 2_000_000;
const MAX_EVENT_LENGTH = 262_144;
const MAX_ERROR_BYTES = 16_384;

export class AnswerReader {
  readonly #parser = new ResponseParser();
  readonly #events = new EventReader(MAX_EVENT_LENGTH, refusal);
  /** Content of an error answer, gathered to be read as JSON. */
  readonly #error: { status: number; content: Bytes } = { status: 0, content: new Uint8Array(0) };
  #length = 0;
  #hasHead = false;
  #isOver = false;
  #refund: Bytes | undefined;
  #isKept = false;

  /** True once the inner message was whole: only then is what it says of credits the last word. */
  get isWhole(): boolean {
    return this.#isOver;
  }

  /** What the enclave said of the credits: that it took none, or the issuer's answer to the blinded requests. */
  get paid(): { readonly kept: boolean; readonly refund: Bytes | undefined } {
    return { kept: this.#isKept, refund: this.#refund };
  }

  /** Takes opened bytes in order. Throws NetworkError, or OhttpError for bad binary HTTP. */
  push(bytes: Bytes): AnswerEvent[] {
    return this.#parser.push(bytes).flatMap((event) => this.#read(event));
  }

  /** Call when the final chunk has opened. Throws NetworkError 'answer-invalid' when the inner message is not whole. */
  end(): AnswerEvent[] {
    const events = this.#parser.end().flatMap((event) => this.#read(event));
    if (this.#isOver) return events;
    if (!this.#hasHead) throw new NetworkError('answer-invalid', 'no answer inside the seal');
    // Trailers may be left out when empty (RFC 9292 section 3.8): then there is no receipt.
    return [...events, ...this.#finish([])];
  }

  #read(event: ResponseEvent): AnswerEvent[] {
    switch (event.kind) {
      case 'informational':
        return [];
      case 'head':
        return this.#head(event.status, event.fields);
      case 'content':
        return this.#content(event.bytes);
      case 'trailers':
        return this.#finish(event.fields);
    }
  }

  #head(status: number, fields: readonly Field[]): AnswerEvent[] {
    this.#hasHead = true;
    if (status !== 200) this.#error.status = status;
    else if (!mediaTypeIs(valueOf(fields, 'content-type'), 'text/event-stream')) {
      throw new NetworkError('answer-invalid', 'media type');
    }
    return [];
  }

  #content(bytes: Bytes): AnswerEvent[] {
    if (this.#error.status === 0)
      return this.#events.push(bytes).flatMap((data) => this.#event(data));
    if (this.#error.content.length + bytes.length > MAX_ERROR_BYTES) {
      throw innerError(undefined, this.#error.status);
    }
    this.#error.content = concat(this.#error.content, bytes);
    return [];
  }

  #event(data: string): AnswerEvent[] {
    const { text, source, failure } = readCompletionEvent(data);
    const events: AnswerEvent[] = source === undefined ? [] : [{ kind: 'source', source }];
    if (failure !== undefined) events.push({ kind: 'failure', error: failure });
    if (text === '') return events;
    this.#length += text.length;
    if (this.#length > MAX_ANSWER_LENGTH) throw new NetworkError('answer-too-large');
    return [...events, { kind: 'text', text }];
  }

  #finish(trailers: readonly Field[]): AnswerEvent[] {
    // Zeros that read as empty trailers may follow real ones: only the first end counts.
    if (this.#isOver) return [];
    this.#isOver = true;
    this.#refund = bytesIn(trailers, 'sotto-refund');
    if (this.#error.status !== 0) throw this.#innerError();
    this.#events.end();
    return [{ kind: 'end', receipt: receiptOf(trailers) }];
  }

  #innerError(): NetworkError {
    const { status, content } = this.#error;
    let body: unknown;
    try {
      body = parseJson(fromUtf8(content));
    } catch {
      body = undefined;
    }
    const known = isPlainObject(body) ? body : {};
    this.#isKept = known['credits'] === 'kept';
    return innerError(known['error'], status);
  }
}

/** A refund that cannot be read is none. */
function bytesIn(trailers: readonly Field[], name: string): Bytes | undefined {
  try {
    return fromBase64Url(valueOf(trailers, name) ?? '!');
  } catch {
    return undefined;
  }
}

function receiptOf(trailers: readonly Field[]): Bytes | null {
  const value = valueOf(trailers, 'sotto-receipt');
  if (value === undefined) return null;
  try {
    return fromBase64Url(value);
  } catch (cause) {
    if (!(cause instanceof BytesError)) throw cause;
    // An unreadable receipt is a wrong one, not a missing one: zero bytes fail its parser.
    return new Uint8Array(0);
  }
}

function valueOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find(([field]) => field.toLowerCase() === name)?.[1];
}

function refusal(fault: EventFault, cause?: unknown): NetworkError {
  const code = fault === 'encoding' ? 'answer-invalid' : 'answer-too-large';
  return new NetworkError(code, fault, { cause });
}
