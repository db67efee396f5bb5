/**
 * Hands leaf entries to the log, off the answer's path and in batches, and again until the log has taken them.
 * What is not yet taken stands in a journal, so that a gateway that is killed loses no promise it signed.
 * Must never hold anything of a question: an entry is 32 bytes that mean nothing without the device's secret.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { submitEntries, type LogTarget } from '../ledger/index.ts';

export interface Settlement {
  /**
   * Resolves when the entry stands in the journal, or the disk refused it: then it is in memory alone.
   * @param label Given back once the log has taken the entry; never written down, never sent.
   */
  add(entry: Bytes, label?: string): Promise<void>;
  /** Told the labels of each batch that the log has taken. */
  whenTaken(listener: (labels: readonly string[]) => void): void;
  /** Hands one entry over and tells its index; asks again until the log takes it. Rejects only when closed. */
  place(entry: Bytes): Promise<number>;
  /** Resolves when everything added so far was taken by the log, or the settlement is closed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SettlementOptions {
  /** The ledger's address; entries go to `add` below it. */
  readonly ledgerUrl: string;
  /** 'single' for Tessera's example programs and their like, which take one entry a request; 'batch' unless given. */
  readonly form?: LogTarget['form'];
  /** The bearer token that the ledger demands, if it does. */
  readonly token?: string;
  readonly journalPath?: string;
  readonly batchMs?: number;
  readonly retryMs?: number;
}

const ENTRY_BYTES = 32;
const MAX_BATCH = 256;
const LONGEST_RETRY_MS = 60_000;
const SUBMIT_TIMEOUT_MS = 30_000;

export async function openSettlement(options: SettlementOptions): Promise<Settlement> {
  const desk = new Desk(options);
  await desk.recover();
  return desk;
}

interface Waiting {
  readonly entry: Bytes;
  readonly label: string | undefined;
}

class Desk implements Settlement {
  readonly #options: SettlementOptions;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #listener: (labels: readonly string[]) => void = () => undefined;
  #working: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** A write failed, and may have left a part of an entry: nothing is appended behind it. */
  #isTorn = false;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  async recover(): Promise<void> {
    const { journalPath } = this.#options;
    if (journalPath === undefined) return;
    await mkdir(dirname(journalPath), { recursive: true });
    const kept = await readIfThere(journalPath);
    // A kill in the middle of an append leaves a part of an entry: it was promised to nobody yet.
    for (let at = 0; at + ENTRY_BYTES <= kept.length; at += ENTRY_BYTES) {
      const entry = copyOf(kept.subarray(at, at + ENTRY_BYTES));
      this.#waiting.push({ entry, label: undefined });
    }
    await this.#rewrite();
    if (this.#waiting.length > 0) this.#start();
  }

  whenTaken(listener: (labels: readonly string[]) => void): void {
    this.#listener = listener;
  }

  add(entry: Bytes, label?: string): Promise<void> {
    this.#waiting.push({ entry, label });
    const { journalPath } = this.#options;
    const kept =
      journalPath !== undefined && !this.#isTorn
        ? this.#write(() => appendFile(journalPath, entry))
        : this.#rewrite();
    this.#start();
    return kept;
  }

  async place(entry: Bytes): Promise<number> {
    const { retryMs = 500 } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      const [index] = await this.#submit([entry]);
      if (index !== undefined) return Number(index);
      await pause(Math.min(retryMs * 2 ** Math.min(failures, 10), LONGEST_RETRY_MS), signal);
    }
  }

  async settled(): Promise<void> {
    while (this.#working !== undefined && !this.#closing.signal.aborted) await this.#working;
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
    await this.#writing;
  }

  #start(): void {
    if (this.#closing.signal.aborted) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // What was added between the last look and now found somebody at work.
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #work(): Promise<void> {
    const { batchMs = 200, retryMs = 500 } = this.#options;
    const { signal } = this.#closing;
    let failures = 0;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const pauseMs = failures === 0 ? batchMs : retryMs * 2 ** Math.min(failures, 10);
      await pause(Math.min(pauseMs, LONGEST_RETRY_MS), signal);
      if (signal.aborted) return;
      const batch = this.#waiting.slice(0, MAX_BATCH);
      const taken = await this.#submit(batch.map(({ entry }) => entry));
      failures = taken.length > 0 ? 0 : failures + 1;
      if (failures > 0) continue;
      this.#waiting = this.#waiting.slice(batch.length);
      this.#listener(batch.flatMap(({ label }) => (label === undefined ? [] : [label])));
      await this.#rewrite();
    }
  }

  /** The indexes, or none: the log was down or slow, and takes the same entries as the same ones later. */
  async #submit(batch: readonly Bytes[]): Promise<readonly bigint[]> {
    const { ledgerUrl, form = 'batch', token } = this.#options;
    const target = {
      addUrl: new URL('add', ledgerUrl.replace(/\/?$/, '/')).href,
      form,
      timeoutMs: SUBMIT_TIMEOUT_MS,
      ...(token !== undefined && { token }),
    } as const;
    try {
      return await submitEntries(target, batch);
    } catch {
      return [];
    }
  }

  /** What waits and nothing else, replaced as a whole. */
  #rewrite(): Promise<void> {
    const { journalPath } = this.#options;
    if (journalPath === undefined) return Promise.resolve();
    return this.#write(async () => {
      const next = `${journalPath}.next`;
      await writeFile(next, concat(...this.#waiting.map(({ entry }) => entry)), { mode: 0o600 });
      await rename(next, journalPath);
      this.#isTorn = false;
    });
  }

  /** One file operation after another. A disk that is full must not stop answers: the entries are still in memory. */
  #write(act: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(act).catch(() => void (this.#isTorn = true));
    return this.#writing;
  }
}

/** A journal that is there and cannot be read must not be taken for an empty one, and written over. */
async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return new Uint8Array(0);
    }
    throw cause;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // The only rejection is the close, which the caller looks for.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
