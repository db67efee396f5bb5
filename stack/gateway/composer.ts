/**
 * Turns an answer into the byte stream that goes under the seal: binary HTTP of indeterminate length around
 * server-sent events. Text waits here until a frame has room for it, so all deltas of one beat become one event.
 * Must never know of time or of keys.
 */
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { ResponseWriter, type Field } from '../../lib/ohttp/index.ts';
import { filler, fitText, jsonSize, textEvent, type Introduction } from './answer-events.ts';

/** Text of one event at the end of an answer, and the least that is worth an event of its own. */
const TEXT_PER_EVENT = 190;
const LEAST_TEXT = 16;
/** What an event and the length before it cost besides the text. */
const EVENT_COST = textEvent('').length + 2;
/** Content pieces of up to 63 bytes have a length of one byte, longer ones of two (RFC 9000 section 16). */
const SHORT_PIECE = 63;

export class Composer {
  readonly #writer = new ResponseWriter();
  #parts: Bytes[] = [];
  #ready = 0;
  #pending = '';
  #pendingSize = 0;
  #introduction: Introduction | undefined;
  #taken = 0;
  #isStarted = false;
  #isEnded = false;

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Bytes that wait, the pending text counted with everything it will cost. */
  get backlog(): number {
    const events = Math.ceil(this.#pendingSize / TEXT_PER_EVENT);
    return this.#ready + this.#pendingSize + events * EVENT_COST;
  }

  /** Everything that went out or will, filler included. */
  get total(): number {
    return this.#taken + this.backlog;
  }

  /** @param introduction Goes into the first event, whenever that comes. */
  start(status: number, fields: readonly Field[], introduction?: Introduction): void {
    this.#queue(this.#writer.head(status, fields));
    this.#introduction = introduction;
    this.#isStarted = true;
  }

  /** A piece of content that stays in one: an event, or the body of an error. */
  add(content: Bytes): void {
    this.#queue(this.#writer.content(content));
  }

  addText(text: string): void {
    this.#pending += text;
    this.#pendingSize += jsonSize(text);
  }

  /** All text that waits becomes events; then the message ends. Whatever follows is zero padding. */
  end(lastContent: Bytes, trailers: readonly Field[]): void {
    this.flushText();
    if (lastContent.length > 0) this.add(lastContent);
    this.#queue(this.#writer.trailers(trailers));
    this.#isEnded = true;
  }

  flushText(): void {
    while (this.#pending !== '' || this.#introduction !== undefined) {
      this.add(this.#textEvent(TEXT_PER_EVENT));
    }
  }

  /** Everything that is ready, for answers without frames. */
  takeAll(): Bytes {
    return this.#take(this.#ready);
  }

  /** Exactly `size` bytes: what is ready, then as much text as fits, then filler; after the end, zeros. */
  takeFrame(size: number): Bytes {
    if (!this.#isEnded) this.#fillUp(size);
    const frame = this.#take(Math.min(size, this.#ready));
    this.#taken += size - frame.length;
    return frame.length === size ? frame : concat(frame, new Uint8Array(size - frame.length));
  }

  #fillUp(size: number): void {
    const room = size - this.#ready;
    if (room <= 0) return;
    const textRoom = pieceFor(room) - textEvent('', this.#introduction).length;
    if (this.#pending !== '' && this.#introduction !== undefined && textRoom < LEAST_TEXT) {
      // A long model name: the first event begins in this frame and ends in the next.
      this.add(this.#textEvent(LEAST_TEXT));
      return this.#fillUp(size);
    }
    const hasEvent = this.#pending !== '' && textRoom >= LEAST_TEXT;
    const event = hasEvent ? this.#textEvent(textRoom) : new Uint8Array(0);
    if (room === 1) {
      // No piece of content takes one byte: a short one begins here and ends in the next frame.
      this.add(filler(3));
    } else if (room === SHORT_PIECE + 2) {
      // Nor does any piece with the shortest length take 65 bytes: two do. (An event needs more room than this.)
      this.add(filler(31));
      this.add(filler(32));
    } else {
      const piece = pieceFor(room);
      this.add(concat(event, filler(piece - event.length)));
    }
  }

  #textEvent(maxBytes: number): Bytes {
    const event = textEvent(this.#takeText(maxBytes), this.#introduction);
    this.#introduction = undefined;
    return event;
  }

  #takeText(maxBytes: number): string {
    const text = fitText(this.#pending, maxBytes);
    this.#pending = this.#pending.slice(text.length);
    this.#pendingSize = this.#pending === '' ? 0 : this.#pendingSize - jsonSize(text);
    return text;
  }

  #queue(bytes: Bytes): void {
    this.#parts.push(bytes);
    this.#ready += bytes.length;
  }

  #take(length: number): Bytes {
    const all = concat(...this.#parts);
    this.#parts = length === all.length ? [] : [all.slice(length)];
    this.#ready = all.length - length;
    this.#taken += length;
    return all.slice(0, length);
  }
}

/** The content that, with its length before it, takes exactly so many bytes. */
function pieceFor(total: number): number {
  return total <= SHORT_PIECE + 1 ? total - 1 : total - 2;
}

/** The JSON body of a refusal, with what became of the credits where any are taken; with a problem type it also is an RFC 9457 problem. */
export function errorBody(code: string, problemType?: string, credits?: string): Bytes {
  const problem = problemType === undefined ? {} : { type: problemType, title: code };
  const told = credits === undefined ? {} : { credits };
  return utf8(JSON.stringify({ ...problem, error: { code, message: code }, ...told }));
}
