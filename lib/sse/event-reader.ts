/**
 * Server-sent events (WHATWG HTML, section 9.2.6) as far as answers use them: the data of each event, out of text or
 * UTF-8 that is cut anywhere. Comments are filler; `event`, `id` and `retry` mean nothing here.
 * Must never give out an event before its empty line has come, nor hold more than one, nor one longer than the limit.
 */

/** What a stream is refused for: its encoding, or a line or an event without end. */
export type EventFault = 'encoding' | 'line' | 'event';

export class EventReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #maxLength: number;
  readonly #refusal: (fault: EventFault, cause?: unknown) => Error;
  #text = '';
  #data: string[] = [];
  #length = 0;

  /** @param refusal The error to throw, in the words of who reads. */
  constructor(maxLength: number, refusal: (fault: EventFault, cause?: unknown) => Error) {
    this.#maxLength = maxLength;
    this.#refusal = refusal;
  }

  /** The data of each event that this piece completed, in order. */
  push(piece: Uint8Array | string): string[] {
    this.#text += typeof piece === 'string' ? piece : this.#decoded(piece);
    const events: string[] = [];
    for (let line = this.#takeLine(); line !== undefined; line = this.#takeLine()) {
      if (line !== '') this.#field(line);
      else if (this.#data.length > 0) events.push(this.#takeEvent());
    }
    if (this.#text.length > this.#maxLength) throw this.#refusal('line');
    return events;
  }

  /** Refuses half a character at the end; an event that was not closed is dropped, as the standard says. */
  end(): void {
    this.#decoded();
  }

  #decoded(bytes?: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw this.#refusal('encoding', cause);
    }
  }

  /** The next complete line without its end: CR, LF or both. A CR at the very end may be half of a CR LF. */
  #takeLine(): string | undefined {
    const end = this.#text.search(/[\r\n]/);
    if (end < 0 || (this.#text[end] === '\r' && end === this.#text.length - 1)) return undefined;
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + (this.#text.startsWith('\r\n', end) ? 2 : 1));
    return line;
  }

  #field(line: string): void {
    const data = /^data(?:: ?(.*))?$/s.exec(line);
    if (data === null) return;
    const value = data[1] ?? '';
    this.#length += value.length + 1;
    if (this.#length > this.#maxLength) throw this.#refusal('event');
    this.#data.push(value);
  }

  #takeEvent(): string {
    const event = this.#data.join('\n');
    this.#data = [];
    this.#length = 0;
    return event;
  }
}
