/**
 * The words of an ask as the search knows them: whatever stands between white space, in lower case, so that a part of a
 * word, a number, an address or a mark is found as it was written. Longer runs (addresses, texts without spaces) are cut
 * into windows that overlap. Pure.
 */
import type { AskText } from '../proof.ts';

/** A run of at most this many UTF-16 units stays whole. */
const WHOLE = 24;
const STEP = 16;
/** Whatever is no longer than this stands wholly in one of the windows. */
const PIECE = WHOLE - STEP + 1;
/** Begins a window, so that parts of two short words are never taken for parts of one long one. No text holds it. */
const WINDOW = '\u0001';

/** Everything that is searched, in lower case: what somebody wrote, not how the ask looked. */
export function searchedText({ question, quote, title, url, answer }: AskText): string {
  const written = [question, quote, title, url, answer];
  return written.join('\n').replaceAll(WINDOW, ' ').toLowerCase();
}

export function queryWords(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Each once, in no order that tells where it stood. */
export function wordsOf(text: AskText): ReadonlySet<string> {
  const words = new Set<string>();
  for (const run of searchedText(text).split(/\s+/)) {
    if (run.length <= WHOLE) {
      if (run !== '') words.add(run);
      continue;
    }
    for (let at = 0; at === 0 || at + WHOLE - STEP < run.length; at += STEP) {
      words.add(WINDOW + run.slice(at, at + WHOLE));
    }
  }
  return words;
}

/**
 * How a word is looked for: it stands in a word, or, when it is too long for one window, all its pieces stand in
 * windows. The second may find more than there is, only among long runs.
 */
export interface Sought {
  readonly whole: string;
  readonly pieces: readonly string[];
}

export function soughtOf(word: string): Sought {
  if (word.length <= PIECE) return { whole: word, pieces: [] };
  const pieces: string[] = [];
  for (let at = 0; at + PIECE < word.length; at += PIECE) pieces.push(word.slice(at, at + PIECE));
  pieces.push(word.slice(-PIECE));
  return { whole: word, pieces };
}

/** All words of a segment in one text, each behind a space, with the places where they begin. */
export class WordList {
  readonly #text: string;
  readonly #starts: Uint32Array;

  /** @param text Each word behind one space; spaces may follow the last. */
  constructor(text: string) {
    this.#text = text;
    const starts: number[] = [];
    const end = text.trimEnd().length;
    for (let at = text.indexOf(' '); at !== -1 && at < end; at = text.indexOf(' ', at + 1)) {
      starts.push(at + 1);
    }
    this.#starts = Uint32Array.from(starts);
  }

  get length(): number {
    return this.#starts.length;
  }

  /** The numbers of the words in which this stands; of the windows only, where that is asked for. */
  holding(part: string, inWindows = false): number[] {
    const found: number[] = [];
    let at = this.#text.indexOf(part);
    while (at !== -1) {
      const word = this.#wordAt(at);
      const isWindow = this.#text[this.#starts[word] ?? 0] === WINDOW;
      if (isWindow || !inWindows) found.push(word);
      const next = this.#starts[word + 1];
      at = next === undefined ? -1 : this.#text.indexOf(part, next);
    }
    return found;
  }

  /** The last word that begins at or before this place. */
  #wordAt(place: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
