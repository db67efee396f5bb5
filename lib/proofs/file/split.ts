/**
 * Cuts a text of many JSON objects, one after another, into the objects' own texts, as it arrives: a file of ten
 * thousand proofs is never held as a whole. Knows strings and braces and nothing else of JSON.
 */
import { ProofFileError } from './errors.ts';

const BRACES = /["\\{}]/g;

export class ProofSplitter {
  readonly #maxLength: number;
  #kept = '';
  /** Up to where `#kept` has been looked at. */
  #seen = 0;
  #depth = 0;
  #inString = false;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The objects that end within this piece. Throws ProofFileError where something else stands between two. */
  push(piece: string): string[] {
    this.#kept += piece;
    const whole: string[] = [];
    for (let end = this.#nextEnd(); end !== undefined; end = this.#nextEnd()) {
      const object = this.#kept.slice(0, end);
      if (!/^[ \t\r\n]*\{/.test(object)) throw new ProofFileError('proof-file-malformed');
      whole.push(object);
      this.#kept = this.#kept.slice(end);
      this.#seen = 0;
    }
    if (this.#kept.length > this.#maxLength) throw new ProofFileError('proof-file-too-large');
    return whole;
  }

  /** Throws ProofFileError unless the last object was whole. */
  end(): void {
    if (!/^[ \t\r\n]*$/.test(this.#kept))
      throw new ProofFileError('proof-file-malformed', 'cut short');
  }

  /** Just behind the closing brace of the object that begins the kept text. */
  #nextEnd(): number | undefined {
    BRACES.lastIndex = this.#seen;
    for (let found = BRACES.exec(this.#kept); found !== null; found = BRACES.exec(this.#kept)) {
      const [mark] = found;
      if (mark === '\\') {
        // What a backslash stands before is never a mark of ours; it may still be on its way.
        if (found.index + 1 >= this.#kept.length) break;
        BRACES.lastIndex += 1;
      } else if (mark === '"') this.#inString = !this.#inString;
      else if (!this.#inString) {
        this.#depth += mark === '{' ? 1 : -1;
        if (this.#depth === 0) return found.index + 1;
        if (this.#depth < 0) throw new ProofFileError('proof-file-malformed');
      }
      this.#seen = BRACES.lastIndex;
    }
    const isWaiting = this.#kept.endsWith('\\') && this.#seen < this.#kept.length;
    if (!isWaiting) this.#seen = this.#kept.length;
    return undefined;
  }
}

/** The colons outside of strings of one well-formed JSON text: one for each name, doubled ones included. */
export function countColons(json: string): number {
  const outside = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return outside.split(':').length - 1;
}
