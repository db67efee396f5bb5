/**
 * Gathers entries of many submitters into batches: while one batch is being written, the next fills up. An entry that
 * the log already holds (a retry) gets its old index. Must never answer before the batch is durable.
 */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { LedgerError } from './errors.ts';

export interface BatchOptions {
  readonly append: (entries: readonly Bytes[]) => Promise<bigint>;
  /** Called after each batch that added something. */
  readonly onCommit: () => void;
  readonly maxBatch: number;
  readonly maxOutstanding: number;
  readonly known: RecentEntries;
}

interface Waiting {
  readonly entries: readonly Bytes[];
  readonly resolve: (indexes: bigint[]) => void;
  readonly reject: (reason: unknown) => void;
}

export class Batcher {
  readonly #options: BatchOptions;
  #waiting: Waiting[] = [];
  #outstanding = 0;
  #running: Promise<void> | null = null;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** The indexes of the entries, in their order, once all of them are durable. */
  add(entries: readonly Bytes[]): Promise<bigint[]> {
    if (this.#outstanding + entries.length > this.#options.maxOutstanding) {
      return Promise.reject(new LedgerError('ledger-overloaded'));
    }
    this.#outstanding += entries.length;
    const added = new Promise<bigint[]>((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
    });
    this.#running ??= this.#run();
    return added.finally(() => {
      this.#outstanding -= entries.length;
    });
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop, so that requests which arrive together share a batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#writeOne(this.#takeBatch());
    this.#running = null;
  }

  #takeBatch(): Waiting[] {
    let count = 0;
    const fits = this.#waiting.findIndex(({ entries }) => {
      count += entries.length;
      return count > this.#options.maxBatch;
    });
    return this.#waiting.splice(0, fits < 0 ? this.#waiting.length : Math.max(fits, 1));
  }

  async #writeOne(batch: readonly Waiting[]): Promise<void> {
    const { append, known, onCommit } = this.#options;
    try {
      const fresh = new Map<string, Bytes>();
      for (const entry of batch.flatMap(({ entries }) => entries)) {
        const name = toHex(entry);
        if (known.indexOf(name) === undefined) fresh.set(name, entry);
      }
      // Known indexes are looked up before the new ones push old ones out.
      const indexes = new Map(
        batch.flatMap(({ entries }) =>
          entries.map((entry) => [toHex(entry), known.indexOf(toHex(entry))] as const),
        ),
      );
      let index = await append([...fresh.values()]);
      for (const name of fresh.keys()) {
        known.add(name, index);
        indexes.set(name, index++);
      }
      if (fresh.size > 0) onCommit();
      for (const { entries, resolve } of batch) {
        resolve(entries.map((entry) => indexes.get(toHex(entry)) ?? 0n));
      }
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    }
  }
}

/**
 * Where the newest entries stand, so that a retry does not add a second copy. Bounded, because a duplicate is harmless
 * while an endless table is not; a wrong index never comes out of it, since it is filled after the commit.
 */
export class RecentEntries {
  readonly #indexes = new Map<string, bigint>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  indexOf(name: string): bigint | undefined {
    return this.#indexes.get(name);
  }

  add(name: string, index: bigint): void {
    this.#indexes.set(name, index);
    if (this.#indexes.size <= this.#limit) return;
    const oldest = this.#indexes.keys().next();
    if (oldest.done !== true) this.#indexes.delete(oldest.value);
  }
}
