/**
 * Slows the guessing at this browser: a try is counted before it is made, so that closing the page takes nothing back,
 * and from the sixth on each must wait twice as long as the one before. Guards against a guest at the keyboard; a copy
 * of the profile is tried elsewhere, where only the cost of a try counts.
 */
import { count, record, text } from '../../shape/index.ts';
import type { Database } from '../database.ts';
import { ProofsError } from '../errors.ts';
import { known } from '../records.ts';

const ID = 'attempts';
const FREE = 5;
const LONGEST_MS = 3_600_000;

const attemptsRecord = record({ id: text(20), failed: count(), notBeforeMs: count() });

/** How long after so many wrong ones the next may be tried. */
function delayMs(failed: number): number {
  if (failed < FREE) return 0;
  return Math.min(1000 * 2 ** (failed - FREE), LONGEST_MS);
}

/** How long the next try has to wait. A clock that was set back makes nobody wait longer than the delay itself. */
export async function waitMs(database: Database, nowMs: number): Promise<number> {
  const stored = await database.use((handle) => handle.get('keys', ID));
  return stored === undefined ? 0 : waitOf(stored, nowMs);
}

/** Counts a try as failed until it is known better. Throws ProofsError 'passphrase-wait'. */
export function beginTry(database: Database, nowMs: number): Promise<void> {
  return database.write(['keys'], async (transaction) => {
    const store = transaction.objectStore('keys');
    const stored = await store.get(ID);
    if (stored !== undefined && waitOf(stored, nowMs) > 0) throw new ProofsError('passphrase-wait');
    const failed = (stored === undefined ? 0 : known(attemptsRecord, stored).failed) + 1;
    await store.put({ id: ID, failed, notBeforeMs: nowMs + delayMs(failed) });
  });
}

export async function forgiveTries(database: Database): Promise<void> {
  await database.write(['keys'], (transaction) => transaction.objectStore('keys').delete(ID));
}

function waitOf(stored: unknown, nowMs: number): number {
  const { failed, notBeforeMs } = known(attemptsRecord, stored);
  return Math.max(0, Math.min(notBeforeMs - nowMs, delayMs(failed)));
}
