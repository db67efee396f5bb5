/**
 * Reads server-sent events (HTML section 9.2.6) out of bytes that are cut anywhere. Comment lines are filler of the
 * padding and are stepped over. Must never hold more than one event, and no event longer than the limit.
 */
import type { Bytes } from '../../bytes/index.ts';
import { NetworkError } from '../errors.ts';

const MAX_EVENT_LENGTH = 262_144;

export class EventStreamReader {
  // Not fatal to the stream's start only: every later byte must be UTF-8 too.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest = '';
  #data: string[] = [];
  #length = 0;

  /** The data of each event that these bytes completed, in order. Throws NetworkError 'answer-invalid'. */
  push(bytes: Bytes): string[] {
    return this.#take(this.#decode(bytes, true));
  }

  /** Call at the end: an event that was not closed by an empty line is dropped, as the standard says. */
  end(): string[] {
    return this.#take(this.#decode(new Uint8Array(0), false));
  }

  #decode(bytes: Bytes, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new NetworkError('answer-invalid', 'not UTF-8', { cause });
    }
  }

  #take(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_EVENT_LENGTH) throw new NetworkError('answer-too-large', 'line');
    const events: string[] = [];
    for (const line of lines) {
      const event = this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  #line(line: string): string | undefined {
    if (line === '') return this.#dispatch();
    // A comment is filler; `event`, `id` and `retry` mean nothing here.
    const match = /^data(?:: ?(.*))?$/s.exec(line);
    if (match === null) return undefined;
    const value = match[1] ?? '';
    this.#length += value.length;
    if (this.#length > MAX_EVENT_LENGTH) throw new NetworkError('answer-too-large', 'event');
    this.#data.push(value);
    return undefined;
  }

  #dispatch(): string | undefined {
    if (this.#data.length === 0) return undefined;
    const event = this.#data.join('\n');
    this.#data = [];
    this.#length = 0;
    return event;
  }
}
