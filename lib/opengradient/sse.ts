/**
 * Server-sent events (WHATWG HTML section 9.2.6) as far as the gateway uses them: the data of each event. Fed with
 * text in pieces of any size, since a sealed chunk need not hold a whole event.
 * Must never give out an event before its empty line has come: half an event may parse as another one.
 */
import { OpengradientError } from './errors.ts';

/** Far above any event of a gateway; an endless line must fill neither the memory nor the time. */
const MAX_PENDING = 1024 * 1024;

export class EventReader {
  #pending = '';
  #data: string[] = [];

  /** The data of each event that is now complete. */
  push(text: string): string[] {
    this.#pending += text;
    if (this.#pending.length > MAX_PENDING) throw new OpengradientError('answer-malformed', 'line');
    const events: string[] = [];
    for (let line = this.#takeLine(); line !== undefined; line = this.#takeLine()) {
      if (line !== '') this.#field(line);
      else if (this.#data.length > 0) {
        events.push(this.#data.join('\n'));
        this.#data = [];
      }
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    // A line that begins with a colon is a comment: its name is empty.
    if (name !== 'data') return;
    const value = colon < 0 ? '' : line.slice(colon + 1);
    this.#data.push(value.startsWith(' ') ? value.slice(1) : value);
  }

  /** A line ends with CR, LF or both; a CR at the very end waits for the LF that may follow. */
  #takeLine(): string | undefined {
    const end = this.#pending.search(/[\r\n]/);
    if (end < 0 || (this.#pending[end] === '\r' && end === this.#pending.length - 1)) {
      return undefined;
    }
    const line = this.#pending.slice(0, end);
    const length = this.#pending.startsWith('\r\n', end) ? 2 : 1;
    this.#pending = this.#pending.slice(end + length);
    return line;
  }
}
