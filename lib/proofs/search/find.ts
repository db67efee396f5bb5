/**
 * Finds words in the sealed texts without opening them: each segment's list of words is opened, then the few chunks that
 * say in which asks the words stand. Only what no segment covers yet (some tens of asks) is read through. Opened lists
 * are remembered for as long as this context lives, never longer than their segment.
 */
import { fromUtf8, type Bytes } from '../../bytes/index.ts';
import type { Database } from '../database.ts';
import { known } from '../records.ts';
import type { Vault } from '../vault.ts';
import { markAsks, WORDS_A_CHUNK } from './postings.ts';
import { readTexts } from './texts.ts';
import {
  chunkKey,
  headRecord,
  HEADS,
  keysFrom,
  LOOSE,
  nameIn,
  pieceRecord,
  wordsKey,
  type HeadRecord,
} from './records.ts';
import { searchedText, soughtOf, WordList } from './words.ts';

interface Found {
  readonly id: string;
  readonly createdAtMs: number;
}

export class TextSearch {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #lists = new Map<string, Promise<WordList>>();

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** The ids of all asks in which every word stands somewhere, newest first. */
  async find(words: readonly string[]): Promise<string[]> {
    const { heads, looseIds } = await this.#read();
    this.#forgetAllBut(new Set(heads.map(nameIn)));
    const loose = await this.#inLoose([...looseIds], words);
    const indexed = await Promise.all(
      heads.map((head) =>
        // A segment that was replaced meanwhile, or that somebody damaged: its asks are read through instead.
        this.#inSegment(head, words).catch(() => this.#inLoose(head.ids, words)),
      ),
    );
    // What was written again since it was indexed is known by its new text alone.
    const still = indexed.flat().filter(({ id }) => !looseIds.has(id));
    return [...loose, ...still]
      .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
  }

  #read(): Promise<{ heads: HeadRecord[]; looseIds: Set<string> }> {
    return this.#database.use(async (handle) => {
      const { store } = handle.transaction('search');
      const heads = store.getAll(keysFrom(HEADS));
      const loose = store.getAllKeys(keysFrom(LOOSE));
      return {
        heads: (await heads).map((value) => known(headRecord, value)),
        looseIds: new Set((await loose).map((id) => nameIn({ id }))),
      };
    });
  }

  #forgetAllBut(segments: ReadonlySet<string>): void {
    for (const segment of this.#lists.keys()) {
      if (!segments.has(segment)) this.#lists.delete(segment);
    }
  }

  async #inLoose(ids: readonly string[], words: readonly string[]): Promise<Found[]> {
    const texts = await readTexts(this.#database, this.#vault, ids);
    return texts.filter(({ text }) => {
      const searched = text === null ? '' : searchedText(text);
      return words.every((word) => searched.includes(word));
    });
  }

  async #inSegment(head: HeadRecord, words: readonly string[]): Promise<Found[]> {
    const segment = nameIn(head);
    const list = await this.#listOf(segment);
    let marks: Uint8Array | undefined;
    for (const word of words) {
      const { whole, pieces } = soughtOf(word);
      const found = await this.#asksWith(head, list.holding(whole));
      if (pieces.length > 0) {
        const windows: Uint8Array[] = [];
        for (const piece of pieces)
          windows.push(await this.#asksWith(head, list.holding(piece, true)));
        windows.reduce(both).forEach((mark, i) => (found[i] = (found[i] ?? 0) | mark));
      }
      marks = marks === undefined ? found : both(marks, found);
      if (!marks.includes(1)) return [];
    }
    return head.ids.flatMap((id, i) => {
      return marks?.[i] === 1 ? [{ id, createdAtMs: head.times[i] ?? 0 }] : [];
    });
  }

  /** A mark for each ask of the segment in which one of these words stands. */
  async #asksWith(head: HeadRecord, words: readonly number[]): Promise<Uint8Array> {
    const marks = new Uint8Array(head.ids.length);
    const chunks = new Map<number, number[]>();
    for (const word of words) {
      const chunk = Math.floor(word / WORDS_A_CHUNK);
      chunks.set(chunk, [...(chunks.get(chunk) ?? []), word % WORDS_A_CHUNK]);
    }
    await Promise.all(
      [...chunks].map(async ([chunk, inIt]) => {
        markAsks(await this.#open(chunkKey(nameIn(head), chunk)), inIt, marks);
      }),
    );
    return marks;
  }

  #listOf(segment: string): Promise<WordList> {
    const opened = this.#lists.get(segment);
    if (opened !== undefined) return opened;
    const opening = this.#open(wordsKey(segment)).then((bytes) => new WordList(fromUtf8(bytes)));
    this.#lists.set(segment, opening);
    opening.catch(() => this.#lists.delete(segment));
    return opening;
  }

  async #open(key: string): Promise<Bytes> {
    const stored = await this.#database.use((handle) => handle.get('search', key));
    return this.#vault.openBytes(`search/${key}`, known(pieceRecord, stored));
  }
}

function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((mark, i) => mark & (b[i] ?? 0));
}
