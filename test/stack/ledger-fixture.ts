/** Ledgers and witnesses of one test, closed at its end; entries, requests and a view of the log as a device has it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { onTestFinished } from 'vitest';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import {
  openCheckpoint,
  parseVerifierKey,
  type LogIdentity,
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
  return openCheckpoint(body, await identityOf(ledger, witnessKeys));
}

export async function identityOf(
  { origin, verifierKey }: RunningLedger,
  witnessKeys: readonly string[] = [],
): Promise<LogIdentity> {
  return {
    origin,
    logKey: await parseVerifierKey(verifierKey),
    witnessKeys: await Promise.all(witnessKeys.map(parseVerifierKey)),
  };
}

/** Every file of the log that anyone may read, by its path below its prefix; what is told of its activity apart. */
export async function publicFiles(folder: string): Promise<Map<string, Bytes>> {
  const root = join(folder, 'public');
  const files = new Map<string, Bytes>();
  for (const item of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const path = join(item.parentPath, item.name);
    const name = relative(root, path).replaceAll(sep, '/');
    if (!name.startsWith('activity/')) files.set(name, copyOf(await readFile(path)));
  }
  return files;
}
