/** Ledgers and witnesses of one test, closed at its end; entries, requests and a view of the log as a device has it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import {
  openCheckpoint,
  parseVerifierKey,
  type SignedCheckpoint,
} from '../../lib/settlement/index.ts';
import {
  startLedger,
  submitEntries,
  type LedgerOptions,
  type RunningLedger,
} from '../../stack/ledger/index.ts';

export const ORIGIN = 'ledger.test/log';

export function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sotto-ledger-'));
}

export function freshEntries(count: number): Bytes[] {
  return Array.from({ length: count }, () => copyOf(randomBytes(32)));
}

export async function ledgerIn(
  folder: string,
  options: Partial<LedgerOptions> = {},
): Promise<RunningLedger> {
  const ledger = await startLedger({ folder, origin: ORIGIN, ...options });
  onTestFinished(() => ledger.close());
  return ledger;
}

export function add({ url }: RunningLedger, entries: readonly Bytes[]): Promise<bigint[]> {
  return submitEntries({ addUrl: `${url}/add`, form: 'batch' }, entries);
}

export async function get(url: string): Promise<{ status: number; type: string; body: Bytes }> {
  const response = await fetch(url);
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type') ?? '', body };
}

export async function checkpointOf(
  ledger: RunningLedger,
  witnessKeys: readonly string[] = [],
): Promise<SignedCheckpoint> {
  const { body } = await get(`${ledger.url}/checkpoint`);
  return openCheckpoint(body, {
    origin: ledger.origin,
    logKey: await parseVerifierKey(ledger.verifierKey),
    witnessKeys: await Promise.all(witnessKeys.map(parseVerifierKey)),
  });
}
