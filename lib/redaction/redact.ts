/**
 * What is hidden of one question, and behind which placeholders: the same value has the same one everywhere in a
 * thread. Pure. Must never give a placeholder that the text already holds: what comes back could not be told apart.
 */
import { findAll, type Rules } from './find.ts';
import { NAMES, type Finding, type Kind } from './finding.ts';
import { PARTS, stampOf, type Part, type Texts } from './texts.ts';

/** A placeholder, and what it stands for on this device. */
export interface Mark {
  readonly kind: Kind;
  readonly placeholder: string;
  readonly text: string;
}

/** From, to, and which of the marks stands there instead. */
export type Span = readonly [start: number, end: number, mark: number];

export interface Redaction {
  /** The texts that this was made for (`stampOf`): for any others it says nothing. */
  readonly of: string;
  readonly marks: readonly Mark[];
  /** Values that the person lets leave as they are. */
  readonly lifted: readonly string[];
  readonly spans: Readonly<Record<Part, readonly Span[]>>;
}

const MAX_REDACTED_LENGTH = 200_000;

export interface Before {
  readonly lifted: readonly string[];
  /** Marks of earlier questions of the thread, whose placeholders go on. */
  readonly marks: readonly Mark[];
  /** What was said before in the thread: a placeholder that stands there as it is means nothing of ours. */
  readonly taken?: string;
}

const NOTHING_BEFORE: Before = { lifted: [], marks: [] };

/** @param find Handed in by a page that remembers what it has found before. */
export function redact(
  texts: Texts,
  rules: Rules,
  before: Before = NOTHING_BEFORE,
  find = findAll,
): Redaction {
  const book = new Book(texts, before);
  const spans = (part: Part): Span[] =>
    texts[part].length > MAX_REDACTED_LENGTH
      ? []
      : find(texts[part], rules).map((finding) => book.span(texts[part], finding));
  // In this order the numbers go up as one reads.
  const found = { quote: spans('quote'), page: spans('page'), question: spans('question') };
  const all = { ...found, title: spans('title'), url: spans('url') };
  const lifted = before.lifted.filter((text) => book.marks.some((mark) => mark.text === text));
  return { of: stampOf(texts), marks: book.marks, lifted, spans: all };
}

/** The same value has the same key, however it was spaced or written. */
function keyOf(kind: Kind, text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  const isNumber = kind === 'phone' || kind === 'card' || kind === 'iban' || kind === 'id';
  return `${kind} ${isNumber ? plain.replace(/[^\p{L}\p{N}+]/gu, '') : plain.replace(/\s+/g, ' ')}`;
}

class Book {
  readonly marks: Mark[];
  readonly #byKey: Map<string, number>;
  readonly #texts: string;
  readonly #counts = new Map<Kind, number>();

  constructor(texts: Texts, { marks: known, taken = '' }: Before) {
    this.marks = [...known];
    this.#byKey = new Map(known.map(({ kind, text }, index) => [keyOf(kind, text), index]));
    this.#texts = `${PARTS.map((part) => texts[part]).join('\n')}\n${taken}`;
  }

  span(text: string, { kind, start, end }: Finding): Span {
    const value = text.slice(start, end);
    const key = keyOf(kind, value);
    const known = this.#byKey.get(key);
    if (known !== undefined) return [start, end, known];
    this.marks.push({ kind, placeholder: this.#next(kind), text: value });
    this.#byKey.set(key, this.marks.length - 1);
    return [start, end, this.marks.length - 1];
  }

  #next(kind: Kind): string {
    for (let number = (this.#counts.get(kind) ?? 0) + 1; ; number += 1) {
      this.#counts.set(kind, number);
      const placeholder = `[${NAMES[kind]} ${number}]`;
      const isTaken = this.marks.some((mark) => mark.placeholder === placeholder);
      if (!isTaken && !this.#texts.includes(placeholder)) return placeholder;
    }
  }
}
