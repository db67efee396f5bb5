/**
 * The one way into IndexedDB: opens it, brings its schema up to date, and opens it again when the browser closed it.
 * Must never be used inside a transaction of its own: a transaction dies at the first foreign await.
 */
import { deleteDB, openDB, type IDBPTransaction, type StoreNames } from 'idb';
import { ProofsError } from './errors.ts';
import { DATABASE_VERSION, upgrade, type Handle, type Schema } from './schema.ts';

const DATABASE_NAME = 'sotto';
export type { Handle } from './schema.ts';

/** Another context has written between this one's reading and writing: nothing was written, and it begins again. */
export class WrittenMeanwhile extends Error {
  override readonly name = 'WrittenMeanwhile';
}

type StoreName = StoreNames<Schema>;
type Writing<N extends StoreName[]> = IDBPTransaction<Schema, N, 'readwrite'>;

/** One of those who write at once always gets through, so whoever loses has at most the others' writes to wait for. */
const MOST_TRIES = 60;
const LONGEST_PAUSE_MS = 40;

export class Database {
  #opening: Promise<Handle> | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Runs the work on an open handle; once more on a fresh one when the browser had closed the first. */
  async use<T>(work: (handle: Handle) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (thrown) {
      if (thrown instanceof WrittenMeanwhile) throw thrown;
      if (nameOf(thrown) !== 'InvalidStateError') throw storeError(thrown);
      this.#opening = undefined;
    }
    try {
      return await work(await this.#open());
    } catch (thrown) {
      throw thrown instanceof WrittenMeanwhile ? thrown : storeError(thrown);
    }
  }

  /** One transaction, all or nothing: whatever goes wrong in the work undoes what it had written so far. */
  write<T, const N extends StoreName[]>(
    stores: N,
    work: (transaction: Writing<N>) => Promise<T>,
  ): Promise<T> {
    return this.use(async (handle) => {
      const transaction = handle.transaction(stores, 'readwrite');
      const ending = transaction.done.then(
        () => null,
        () => transaction.error,
      );
      try {
        const result = await work(transaction);
        await transaction.done;
        return result;
      } catch (thrown) {
        abort(transaction);
        // Requests die of the transaction's abort; only the transaction knows that the disk was full.
        const reason = await ending;
        throw nameOf(reason) === 'QuotaExceededError' ? reason : thrown;
      }
    });
  }

  /**
   * One writer after another: what is read, digested and written in between belongs together. The work is done again
   * when it throws WrittenMeanwhile.
   */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(() => untilAlone(work));
    this.#writing = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening)?.close();
  }

  /** The whole database, the key with it; other contexts let go of it by themselves. The next use begins a new one. */
  destroy(): Promise<void> {
    return this.exclusive(async () => {
      await this.close();
      await deleteDB(DATABASE_NAME);
    });
  }

  #open(): Promise<Handle> {
    if (this.#opening !== undefined) return this.#opening;
    const forget = (): void => {
      this.#opening = undefined;
    };
    const opening = openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
      upgrade,
      // Another context still holds an older version open; its own `blocking` below makes it let go.
      blocked: () => undefined,
      blocking: (_current, _wanted, event) => {
        forget();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: forget,
    });
    this.#opening = opening;
    opening.catch(forget);
    return opening;
  }
}

/** It may have ended by itself. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // Nothing of it is left to undo.
  }
}

async function untilAlone<T>(work: () => Promise<T>): Promise<T> {
  for (let left = MOST_TRIES; ; left--) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof WrittenMeanwhile) || left === 0) throw storeError(thrown);
      // Longer each time: a page that writes a hundred in a row leaves room between two of them.
      const pauseMs = Math.min(2 * (MOST_TRIES - left), LONGEST_PAUSE_MS);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof DOMException || thrown instanceof Error ? thrown.name : '';
}

function storeError(thrown: unknown): unknown {
  if (thrown instanceof ProofsError) return thrown;
  const name = nameOf(thrown);
  if (name === 'QuotaExceededError')
    return new ProofsError('store-full', undefined, { cause: thrown });
  return new ProofsError('store-unavailable', name, { cause: thrown });
}
