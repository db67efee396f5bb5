/**
 * Finds words in the sealed texts. The first search opens them all and remembers them, in the page's memory only, for
 * as long as the page is open; later ones open nothing until the journal says that something was kept or forgotten.
 * Nothing readable is ever written down to make searching faster: an index on disk would give the words away.
 */
import type { Database } from './database.ts';
import { lastEntry } from './journal.ts';
import { askRecord, askText, known, type AskRecord } from './records.ts';
import type { Vault } from './vault.ts';

interface Entry {
  readonly id: string;
  readonly createdAtMs: number;
  /** Everything that was asked and answered, in lower case. */
  readonly words: string;
}

const BATCH = 200;

export class TextSearch {
  readonly #database: Database;
  readonly #vault: Vault;
  #entries: Promise<Entry[]> | undefined;
  /** The journal's last entry when the texts were read. */
  #asOf = -1;

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** The ids of all asks in which every word stands somewhere, newest first. */
  async find(words: readonly string[]): Promise<string[]> {
    const last = (await this.#database.use(lastEntry))?.number ?? 0;
    if (last !== this.#asOf) this.#entries = undefined;
    this.#asOf = last;
    this.#entries ??= this.#load();
    const loading = this.#entries;
    loading.catch(() => (this.#entries = undefined));
    const found = (await loading).filter((entry) =>
      words.every((word) => entry.words.includes(word)),
    );
    return found.map(({ id }) => id);
  }

  async #load(): Promise<Entry[]> {
    const entries: Entry[] = [];
    let after: string | undefined;
    for (;;) {
      const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
      const stored = await this.#database.use((handle) => handle.getAll('asks', range, BATCH));
      const records = stored.map((value) => known(askRecord, value));
      entries.push(...(await Promise.all(records.map((record) => this.#entryOf(record)))));
      after = records.at(-1)?.id;
      if (stored.length < BATCH) break;
    }
    return entries.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1));
  }

  async #entryOf({ id, createdAtMs, text }: AskRecord): Promise<Entry> {
    const opened = known(askText, await this.#vault.open(`asks/${id}/text`, text));
    return { id, createdAtMs, words: Object.values(opened).join('\n').toLowerCase() };
  }
}
