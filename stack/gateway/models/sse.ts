/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from a byte stream of somebody we do not control.
 * Strict in its encoding, bounded in line and event; must never hold more than one unfinished event.
 */
import { ModelError } from './model.ts';

const MAX_EVENT_CHARACTERS = 65_536;

export class SseReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #text = '';
  #data: string[] = [];
  #dataLength = 0;

  /** The data of every event that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    this.#text += this.#decode(bytes);
    const events: string[] = [];
    for (let line = this.#takeLine(); line !== undefined; line = this.#takeLine()) {
      const event = this.#line(line);
      if (event !== undefined) events.push(event);
    }
    if (this.#text.length > MAX_EVENT_CHARACTERS) throw invalid('line too long');
    return events;
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw new ModelError('model-answer-invalid', 'not UTF-8', { cause });
    }
  }

  /** The next complete line without its end: CR, LF or CR LF. A CR at the very end may be half of a CR LF. */
  #takeLine(): string | undefined {
    const end = this.#text.search(/[\r\n]/);
    if (end === -1) return undefined;
    const isCarriageReturn = this.#text[end] === '\r';
    if (isCarriageReturn && end === this.#text.length - 1) return undefined;
    const length = isCarriageReturn && this.#text[end + 1] === '\n' ? 2 : 1;
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + length);
    return line;
  }

  /** Fields other than data mean nothing here, comments neither. */
  #line(line: string): string | undefined {
    if (line === '') return this.#dispatch();
    if (!line.startsWith('data:')) return undefined;
    const value = line.slice(line[5] === ' ' ? 6 : 5);
    this.#dataLength += value.length + 1;
    if (this.#dataLength > MAX_EVENT_CHARACTERS) throw invalid('event too long');
    this.#data.push(value);
    return undefined;
  }

  #dispatch(): string | undefined {
    if (this.#data.length === 0) return undefined;
    const event = this.#data.join('\n');
    this.#data = [];
    this.#dataLength = 0;
    return event;
  }
}

function invalid(detail: string): ModelError {
  return new ModelError('model-answer-invalid', detail);
}
