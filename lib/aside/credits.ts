/**
 * The job of keeping the wallet: refunds become credits, blinded requests are prepared, and, unless it is to stay on the
 * device, batches are fetched for vouchers that are due. The wallet, the issuer and the log are asked of the worker; the
 * wallet's own compare-and-swap makes it safe to begin the job again at any time.
 */
import { codeOf } from '../errors/index.ts';
import { SettlementError } from '../settlement/index.ts';
import { count, flag, list, oneOf, record, text, variants, type Parser } from '../shape/index.ts';
import { readState, type PurseId, type WalletState } from '../wallet/index.ts';
import { refill, tidy } from '../wallet/refill/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { Job, Work } from './job.ts';
import { bytes } from './wire.ts';

export interface CreditsInput {
  readonly id: PurseId;
  readonly logOrigin: string;
  readonly logVerifierKey: string;
  readonly witnesses: readonly string[];
  readonly nowMs: number;
  /** Touches no network. */
  readonly isLocal: boolean;
}

export type CreditsWant =
  | { kind: 'read' }
  | { kind: 'write'; version: number; state: WalletState }
  | { kind: 'note' }
  | { kind: 'carry'; sealed: Bytes }
  | { kind: 'log'; path: string };

export type CreditsGiven =
  | { kind: 'state'; version: number; state: WalletState }
  | { kind: 'written'; isWritten: boolean }
  | { kind: 'bytes'; bytes: Bytes };

const state: Parser<WalletState> = (value) => readState(value);
const key = text(1024);
const sealed = bytes(65_536);

export const creditsInput: Parser<CreditsInput> = record({
  id: record({ issuer: text(253), verifierKey: key, service: text(253) }),
  logOrigin: key,
  logVerifierKey: key,
  witnesses: list(key, 100),
  nowMs: count(),
  isLocal: flag,
});

export const creditsJob: Job<CreditsInput, CreditsWant, CreditsGiven, { done: boolean }> = {
  name: 'keep-credits',
  want: variants<CreditsWant>('kind', {
    read: record({ kind: oneOf('read') }),
    write: record({ kind: oneOf('write'), version: count(), state }),
    note: record({ kind: oneOf('note') }),
    carry: record({ kind: oneOf('carry'), sealed }),
    log: record({ kind: oneOf('log'), path: text(200) }),
  }),
  given: variants<CreditsGiven>('kind', {
    state: record({ kind: oneOf('state'), version: count(), state }),
    written: record({ kind: oneOf('written'), isWritten: flag }),
    bytes: record({ kind: oneOf('bytes'), bytes: bytes(262_144) }),
  }),
  output: record({ done: flag }),
};

export const credits: Work<CreditsInput, CreditsWant, CreditsGiven, { done: boolean }> = async (
  input,
  { ask, signal },
) => {
  const bytesOf = async (want: CreditsWant): Promise<Bytes> => {
    const given = await ask(want);
    if (given.kind !== 'bytes') throw new SettlementError('log-file-unavailable', given.kind);
    return given.bytes;
  };
  const work = {
    id: input.id,
    now: () => input.nowMs,
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    store: {
      read: async () => {
        const given = await ask({ kind: 'read' });
        if (given.kind === 'state') return { version: given.version, value: given.state };
        throw new SettlementError('log-file-unavailable', given.kind);
      },
      write: async (version: number, value: unknown) => {
        const given = await ask({ kind: 'write', version, state: readState(value) });
        return given.kind === 'written' && given.isWritten;
      },
    },
  };
  if (input.isLocal) await tidy(work);
  else {
    const { logOrigin: origin, logVerifierKey: verifierKey, witnesses } = input;
    await refill({
      ...work,
      signal,
      way: {
        note: () => bytesOf({ kind: 'note' }),
        carry: (bytesToCarry) => bytesOf({ kind: 'carry', sealed: bytesToCarry }),
      },
      log: { origin, verifierKey, witnesses, fetchFile: (path) => fetchFile(path, bytesOf) },
    });
  }
  return { done: true };
};

async function fetchFile(
  path: string,
  bytesOf: (want: CreditsWant) => Promise<Bytes>,
): Promise<Bytes> {
  try {
    return await bytesOf({ kind: 'log', path });
  } catch (cause) {
    const isAbsent = codeOf(cause) === 'log-file-absent';
    const code = isAbsent ? 'log-file-absent' : 'log-file-unavailable';
    throw new SettlementError(code, path, { cause });
  }
}
