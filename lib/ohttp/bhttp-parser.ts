/**
 * Reads binary HTTP (RFC 9292 section 3) as it arrives, in pieces of any size. One grammar serves whole messages
 * and streams: each rule is a generator that pauses where bytes are missing.
 *
 * A message may end before any length prefix of a section, which then counts as empty (section 3.8); a cut
 * anywhere else, after content without its terminator too, is invalid. Zeros after the trailers are padding; any
 * other byte there is refused, which the RFC leaves open. Memory is bounded by one field section.
 */
import type { Bytes } from '../bytes/index.ts';
import {
  checkFields,
  checkStatus,
  checkTarget,
  fromLatin1,
  invalid,
  type BinaryRequest,
  type Field,
} from './bhttp-message.ts';
import { ByteQueue } from './byte-queue.ts';
import { EMPTY } from './hpke.ts';
import { decodeVarint, varintSizeAt } from './varint.ts';

/** Larger field sections are refused: they have to be held as a whole. */
const MAX_SECTION_SIZE = 262_144;

export type RequestHead = Omit<BinaryRequest, 'content' | 'trailers'>;
export type BodyEvent =
  | { readonly kind: 'content'; readonly bytes: Bytes }
  | { readonly kind: 'trailers'; readonly fields: readonly Field[] };
export type ResponseEvent =
  | BodyEvent
  | { readonly kind: 'informational'; readonly status: number; readonly fields: readonly Field[] }
  | { readonly kind: 'head'; readonly status: number; readonly fields: readonly Field[] };
export type RequestEvent = BodyEvent | { readonly kind: 'request'; readonly request: RequestHead };

/** Pauses where it lacks bytes. */
type Rule<T> = Generator<undefined, T, undefined>;

class Source<Event> {
  readonly queue = new ByteQueue();
  events: Event[] = [];
  hasEnded = false;
  framing = -1;
  paddingLength = 0;

  emit(event: Event): void {
    this.events.push(event);
  }
}
/** What the rules of the body need: a source that takes their events among others. */
type Sink<Event> = Omit<Source<Event>, 'events'>;
type AnySource = Pick<Source<unknown>, 'queue' | 'hasEnded'>;

abstract class Parser<Event> {
  readonly #source = new Source<Event>();
  readonly #rule: Rule<void>;
  #failure: { readonly cause: unknown } | undefined;

  constructor(rule: (source: Source<Event>) => Rule<void>) {
    this.#rule = rule(this.#source);
  }

  /** The framing indicator, once it is read. */
  get framing(): number {
    return this.#source.framing;
  }
  /** How many zeros have followed the message so far. */
  get paddingLength(): number {
    return this.#source.paddingLength;
  }

  /** What became known with these bytes. 'trailers' comes once, as soon as the message itself is whole. */
  push(bytes: Bytes): Event[] {
    return this.#advance(() => {
      if (this.#source.hasEnded) throw invalid('bytes after the end');
      this.#source.queue.push(bytes);
    });
  }

  /** Call at the end of the bytes: throws if the message is not whole. */
  end(): Event[] {
    return this.#advance(() => (this.#source.hasEnded = true));
  }

  #advance(change: () => void): Event[] {
    if (this.#failure) throw this.#failure.cause;
    try {
      change();
      this.#rule.next();
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
    const { events } = this.#source;
    this.#source.events = [];
    return events;
  }
}

export class ResponseParser extends Parser<ResponseEvent> {
  constructor() {
    super(response);
  }
}

export class RequestParser extends Parser<RequestEvent> {
  constructor() {
    super(request);
  }
}

function* request(source: Source<RequestEvent>): Rule<void> {
  const isKnown = yield* framing(source, 0, 2);
  const method = yield* text(source);
  const scheme = yield* text(source);
  const authority = yield* text(source);
  const path = yield* text(source);
  const fields: Field[] = [];
  const head: RequestHead = { method, scheme, authority, path, fields };
  checkTarget({ ...head, content: EMPTY, trailers: [] });
  fields.push(...(yield* section(source, isKnown, true)));
  source.emit({ kind: 'request', request: head });
  yield* body(source, isKnown);
}

function* response(source: Source<ResponseEvent>): Rule<void> {
  const isKnown = yield* framing(source, 1, 3);
  for (;;) {
    const status = yield* varint(source);
    checkStatus(status, 100, 599);
    const fields = yield* section(source, isKnown, true);
    source.emit({ kind: status < 200 ? 'informational' : 'head', status, fields });
    if (status >= 200) break;
  }
  yield* body(source, isKnown);
}

function* framing(source: Sink<never>, known: number, indeterminate: number): Rule<boolean> {
  const indicator = yield* varint(source);
  if (indicator !== known && indicator !== indeterminate) throw invalid('framing indicator');
  source.framing = indicator;
  return indicator === known;
}

function* body(source: Sink<BodyEvent>, isKnown: boolean): Rule<void> {
  // An indeterminate body may be left out before its first chunk only: after that its terminator must come.
  for (let isFirst = true; !(isFirst && (yield* isAtEnd(source))); isFirst = false) {
    const length = yield* varint(source);
    yield* content(source, length);
    if (isKnown || length === 0) break;
  }
  source.emit({ kind: 'trailers', fields: yield* section(source, isKnown, false) });
  while (!(yield* isAtEnd(source))) {
    const padding = source.queue.take(source.queue.length);
    if (padding.some((byte) => byte !== 0)) throw invalid('padding');
    source.paddingLength += padding.length;
  }
}

/** Hands on what is there without waiting for the rest. */
function* content(source: Sink<BodyEvent>, length: number): Rule<void> {
  for (let missing = length; missing > 0;) {
    yield* need(source, 1);
    const bytes = source.queue.take(missing);
    source.emit({ kind: 'content', bytes });
    missing -= bytes.length;
  }
}

function* section(source: AnySource, isKnown: boolean, isHeader: boolean): Rule<Field[]> {
  const fields: Field[] = [];
  if (yield* isAtEnd(source)) return fields;
  let from = source;
  if (isKnown) {
    // The lines must fill the announced length exactly, so they are read from a source of their own that ends there.
    const whole = new Source();
    whole.queue.push(yield* bytes(source));
    whole.hasEnded = true;
    from = whole;
  }
  for (let size = 0; !isKnown || from.queue.length > 0;) {
    const name = yield* text(from);
    if (name === '') {
      if (isKnown) throw invalid('empty field name');
      break;
    }
    const value = yield* text(from);
    size += name.length + value.length;
    if (size > MAX_SECTION_SIZE) throw invalid('field section too large');
    fields.push([name, value]);
  }
  checkFields(fields, isHeader);
  return fields;
}

function* text(source: AnySource): Rule<string> {
  return fromLatin1(yield* bytes(source));
}

/** A length and as many bytes. */
function* bytes(source: AnySource): Rule<Bytes> {
  const length = yield* varint(source);
  if (length > MAX_SECTION_SIZE) throw invalid('length too large');
  yield* need(source, length);
  return source.queue.take(length);
}

function* varint(source: AnySource): Rule<number> {
  yield* need(source, 1);
  const size = varintSizeAt(source.queue.first);
  yield* need(source, size);
  return decodeVarint(source.queue.take(size));
}

function* need(source: AnySource, length: number): Rule<void> {
  while (source.queue.length < length) {
    if (source.hasEnded) throw invalid('truncated');
    yield;
  }
}

function* isAtEnd(source: AnySource): Rule<boolean> {
  while (source.queue.length === 0) {
    if (source.hasEnded) return true;
    yield;
  }
  return false;
}
