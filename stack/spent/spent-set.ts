/**
 * The memory of spent credits: durable before an answer begins, and the same for every gateway that takes them.
 *
 * An ask locks its credits under its own hash, for ever: from then on they belong to this ask and to no other, whatever
 * is killed in between. The same ask may come again, while none of it runs and it was not answered to its end, a few
 * times. It ends as spent (the answer went out), freed (nothing was answered: the lock is undone), or refunded.
 *
 *   01 | ask 32 | u8 count | (id 32 | u32 key number) …        locked
 *   02 | ask 32 spent      03 | ask 32 freed      04 | ask 32 refunded
 *
 * No times are kept, so a clock that jumps frees nothing. Must never hold a token, a nonce, a model, or a day: ids come
 * under the enclaves' key (HMAC), and mean nothing to whoever reads the disk.
 */
import { rename, rm } from 'node:fs/promises';
import { concat, Reader, u32, u8, type Bytes } from '../../lib/bytes/index.ts';
import { DurableError, Journal } from '../durable/index.ts';

export interface SpentId {
  /** 32 bytes. */
  readonly id: Bytes;
  /** Of the issuer key that made the token: entries are kept as long as it is taken. */
  readonly keyNumber: number;
}

/** 'refused': one of them belongs to another ask, or this one has ended or come too often. */
export type Begun = 'new' | 'again' | 'running' | 'refunded' | 'refused';
export type Ending = 'spent' | 'freed' | 'refunded';

export interface SpentSet {
  /**
   * Resolves when the lock is on the disk.
   * @param run Names this one call, for those who may have to make it again because its answer got lost.
   */
  begin(ask: Bytes, ids: readonly SpentId[], run?: string): Promise<Begun>;
  /** The gateway has stopped working on it without an end: the device may ask the same again. */
  pause(ask: Bytes): Promise<void>;
  end(ask: Bytes, ending: Ending): Promise<void>;
  /** Nothing came of this call to begin, and nobody was told of it: its lock is undone, if it is the ask's only one. */
  letGo(ask: Bytes, run: string): Promise<void>;
  close(): Promise<void>;
}

interface Ask {
  readonly ids: readonly SpentId[];
  run: string | undefined;
  begun: Begun;
  /** Settles when the last that was said of it is on the disk. */
  kept: Promise<void>;
  attempts: number;
  runsUntil: number;
  ending: Ending | undefined;
}

const KEPT = Promise.resolve();
const MOST_ATTEMPTS = 3;
/** The longest answer and a margin: a gateway that died in the middle holds the ask no longer. */
const LONGEST_RUN_MS = 600_000;
const CODES: Readonly<Record<Ending, number>> = { spent: 2, freed: 3, refunded: 4 };

/** @param oldestKey Entries of issuer keys with a smaller number are forgotten: nobody takes their tokens. */
export async function openSpentSet(path: string, oldestKey = 0): Promise<SpentSet> {
  const asks = new Asks();
  const journal = await Journal.open(path, (payload) => asks.apply(payload));
  const stale = asks.forgetKeysBefore(oldestKey);
  if (stale === 0) return new LocalSpentSet(journal, asks);
  await journal.close();
  return new LocalSpentSet(await rewritten(path, asks), asks);
}

/** A file with what is still worth knowing takes the place of the old one, whole. */
async function rewritten(path: string, asks: Asks): Promise<Journal> {
  const aside = `${path}.next`;
  await rm(aside, { force: true });
  const next = await Journal.open(aside, () => undefined);
  await Promise.all(asks.records().map((record) => next.append(record)));
  await next.close();
  await rename(aside, path);
  return Journal.open(path, () => undefined);
}

class LocalSpentSet implements SpentSet {
  readonly #journal: Journal;
  readonly #asks: Asks;
  #isBroken = false;

  constructor(journal: Journal, asks: Asks) {
    this.#journal = journal;
    this.#asks = asks;
  }

  async begin(ask: Bytes, ids: readonly SpentId[], run?: string): Promise<Begun> {
    // Nothing is judged by locks of which only a restart can tell whether they are on the disk.
    if (this.#isBroken) throw new DurableError('journal-broken');
    const known = this.#asks.get(ask);
    if (known !== undefined) return this.#again(known, ids, run);
    if (!this.#asks.areFree(ids)) return 'refused';
    // Taken in memory within the same turn: of two that come at once, one finds it taken.
    const locked = this.#asks.lock(ask, ids, run);
    locked.runsUntil = performance.now() + LONGEST_RUN_MS;
    locked.kept = this.#write(lockRecord(ask, ids));
    await locked.kept;
    return 'new';
  }

  async #write(record: Bytes): Promise<void> {
    try {
      await this.#journal.append(record);
    } catch (thrown) {
      this.#isBroken = true;
      throw thrown;
    }
  }

  async #again(known: Ask, ids: readonly SpentId[], run?: string): Promise<Begun> {
    const isSame =
      known.ids.length === ids.length &&
      known.ids.every(({ id }, i) => nameOf(id) === nameOf(ids[i]?.id ?? id.slice(1)));
    if (!isSame || known.ending === 'spent') return 'refused';
    if (run !== undefined && known.run === run) {
      await known.kept;
      return known.begun;
    }
    if (known.ending === 'refunded') return 'refunded';
    if (known.runsUntil > performance.now()) return 'running';
    if (known.attempts >= MOST_ATTEMPTS) return 'refused';
    known.attempts++;
    Object.assign(known, { run, begun: 'again' });
    known.runsUntil = performance.now() + LONGEST_RUN_MS;
    return 'again';
  }

  // Asynchronous like the one over the network.
  async pause(ask: Bytes): Promise<void> {
    const known = this.#asks.get(ask);
    if (known !== undefined) known.runsUntil = 0;
  }

  async end(ask: Bytes, ending: Ending): Promise<void> {
    if (this.#isBroken) throw new DurableError('journal-broken');
    const known = this.#asks.get(ask);
    if (known === undefined) return;
    if (known.ending !== undefined) return known.kept;
    // What is freed may be used by another ask only when the disk says so too.
    if (ending !== 'freed') this.#asks.end(ask, ending);
    known.kept = this.#write(concat(u8(CODES[ending]), ask));
    await known.kept;
    this.#asks.end(ask, ending);
  }

  async letGo(ask: Bytes, run: string): Promise<void> {
    const known = this.#asks.get(ask);
    if (known?.run === run && known.attempts === 1) await this.end(ask, 'freed');
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

/** What the records say, in memory. */
class Asks {
  readonly #byAsk = new Map<string, Ask>();
  readonly #byId = new Map<string, Ask>();

  get(ask: Bytes): Ask | undefined {
    return this.#byAsk.get(nameOf(ask));
  }

  areFree(ids: readonly SpentId[]): boolean {
    const names = new Set(ids.map(({ id }) => nameOf(id)));
    return names.size === ids.length && ![...names].some((name) => this.#byId.has(name));
  }

  lock(ask: Bytes, ids: readonly SpentId[], run?: string): Ask {
    const locked: Ask = {
      ...{ ids, run, attempts: 1, runsUntil: 0, ending: undefined },
      ...{ begun: 'new', kept: KEPT },
    };
    this.#byAsk.set(nameOf(ask), locked);
    for (const { id } of ids) this.#byId.set(nameOf(id), locked);
    return locked;
  }

  end(ask: Bytes, ending: Ending): void {
    const known = this.get(ask);
    if (known === undefined) return;
    known.ending = ending;
    known.runsUntil = 0;
    if (ending !== 'freed') return;
    this.#byAsk.delete(nameOf(ask));
    for (const { id } of known.ids) this.#byId.delete(nameOf(id));
  }

  apply(payload: Bytes): void {
    const reader = new Reader(payload);
    const code = reader.u8();
    const ask = reader.bytes(32).slice();
    const ending = (['spent', 'freed', 'refunded'] as const).find((one) => CODES[one] === code);
    if (ending !== undefined) return this.end(ask, ending);
    const ids = Array.from({ length: reader.u8() }, () => {
      return { id: reader.bytes(32).slice(), keyNumber: reader.u32() };
    });
    this.lock(ask, ids);
  }

  /** How many asks were dropped. */
  forgetKeysBefore(oldestKey: number): number {
    let dropped = 0;
    for (const [name, { ids }] of this.#byAsk) {
      if (ids.some(({ keyNumber }) => keyNumber >= oldestKey)) continue;
      this.#byAsk.delete(name);
      for (const { id } of ids) this.#byId.delete(nameOf(id));
      dropped++;
    }
    return dropped;
  }

  records(): Bytes[] {
    return [...this.#byAsk].flatMap(([name, { ids, ending }]) => {
      const ask = Uint8Array.from(Buffer.from(name, 'latin1'));
      const lock = lockRecord(ask, ids);
      return ending === undefined ? [lock] : [lock, concat(u8(CODES[ending]), ask)];
    });
  }
}

function lockRecord(ask: Bytes, ids: readonly SpentId[]): Bytes {
  const parts = ids.flatMap(({ id, keyNumber }) => [id, u32(keyNumber)]);
  return concat(u8(1), ask, u8(ids.length), ...parts);
}

/** One byte a character: a third of the memory of hex. */
function nameOf(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}
