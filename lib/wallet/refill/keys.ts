/**
 * Key consistency, on the device: the keys of the note are those that this device saw before, and each is in the
 * settlement log. A key that was never in the log, or another one under a known number, is a key for somebody alone:
 * nothing is bought under it and nothing is spent any more until it is explained.
 */
import { toBase64Url, toHex } from '../../bytes/index.ts';
import type { IssuerNote, NoteKey } from '../../credits/index.ts';
import {
  parseVerifierKey,
  watchLog,
  type LogFetcher,
  type LogPolicy,
} from '../../settlement/index.ts';
import { WalletError } from '../errors.ts';
import type { Purse, SeenKey } from '../state.ts';

export interface LogFacts {
  readonly origin: string;
  readonly verifierKey: string;
  /** Verifier keys of witnesses that the person trusts. */
  readonly witnesses: readonly string[];
  readonly fetchFile: LogFetcher;
}

/** Known to be absent only after this; the log's promise and clocks that differ. */
const PATIENCE_MS = 10 * 60_000;

/** Throws WalletError 'credits-keys-differ'. */
export function compareKeys(note: IssuerNote, seen: Purse['keys']): SeenKey[] {
  const fresh = note.keys.map((key): SeenKey => {
    const known = seen.find(({ number }) => number === key.number);
    const entryHex = toHex(key.entry);
    if (known !== undefined && known.entryHex !== entryHex) {
      throw new WalletError('credits-keys-differ', `key ${key.number}`);
    }
    const isLogged = known?.isLogged ?? false;
    const spki = toBase64Url(key.key.spki);
    const { number, fromMs, stopMs, untilMs } = key;
    return { number, entryHex, spki, fromMs, stopMs, untilMs, isLogged };
  });
  const [first] = note.keys;
  const before = seen.find(({ number }) => number === (first?.number ?? 0) - 1);
  if (first !== undefined && before !== undefined && before.entryHex !== toHex(first.before)) {
    throw new WalletError('credits-keys-differ', `key ${before.number}`);
  }
  const others = seen.filter(({ number }) => fresh.every((key) => key.number !== number));
  return [...others, ...fresh].slice(-64);
}

/**
 * The keys, once each of the note's is found in the log, now or before. Throws 'credits-keys-differ' for one that is
 * missing; where a log that is too old, or longer than one look reads, does not tell, nothing is bought either.
 */
export async function findInLog(
  note: IssuerNote,
  seen: readonly SeenKey[],
  log: LogFacts,
  nowMs: number,
): Promise<SeenKey[]> {
  const isOpen = ({ number }: NoteKey): boolean =>
    !seen.some((key) => key.number === number && key.isLogged);
  const open = note.keys.filter(isOpen);
  if (open.length === 0) return [...seen];
  const result = await watchLog({
    policy: await policyOf(log),
    held: null,
    leaves: open.map(({ number, entry, logIndex }) => ({
      ...{ id: String(number), entry, searchedTo: BigInt(logIndex) },
      deadlineMs: nowMs - PATIENCE_MS,
    })),
    nowMs,
    fetchFile: log.fetchFile,
  });
  if (result.state === 'unknown') throw new WalletError('credits-issuer-unreachable', 'log');
  if (result.state === 'split-view') throw new WalletError('credits-keys-differ', 'log');
  for (const { id, state } of result.leaves) {
    // The issuer puts a key into the log before its note: what is not there now was never put there.
    if (state === 'missing') throw new WalletError('credits-keys-differ', `key ${id}`);
    if (state !== 'settled') throw new WalletError('credits-issuer-unreachable', `key ${id}`);
  }
  const isFound = ({ number }: SeenKey): boolean => open.some((key) => key.number === number);
  return seen.map((key) => (isFound(key) ? { ...key, isLogged: true } : key));
}

async function policyOf({ origin, verifierKey, witnesses }: LogFacts): Promise<LogPolicy> {
  const logKey = await parseVerifierKey(verifierKey);
  const witnessKeys = await Promise.all(witnesses.map(parseVerifierKey));
  return { origin, logKey, witnessKeys, quorum: Math.min(witnessKeys.length, 1) };
}
