/** The ledger as a process that can be killed: built once into one file, so that the kill hits it and no launcher. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { isRecord } from '../../scripts/json.ts';

const ORIGIN = 'ledger.test/kill';

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sotto-ledger-'));
}

export async function buildLedger(): Promise<string> {
  const outfile = join(await temporaryFolder(), 'ledger.mjs');
  const entry = join(import.meta.dirname, '../../stack/ledger/main.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}

export interface LedgerProcess {
  readonly process: ChildProcess;
  /** Resolves when it serves; rejects when it ends before that. */
  readonly ready: Promise<{ url: string; verifierKey: string }>;
  /** Resolves when it has ended, with what it wrote to standard error. */
  readonly ended: Promise<string>;
}

export function spawnLedger(program: string, folder: string): LedgerProcess {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      SOTTO_LEDGER_FOLDER: folder,
      SOTTO_LEDGER_ORIGIN: ORIGIN,
      SOTTO_LEDGER_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const ready = new Promise<{ url: string; verifierKey: string }>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      const said: unknown = output.endsWith('\n') ? JSON.parse(output) : undefined;
      if (!isRecord(said)) return;
      const { url, verifierKey } = said;
      if (typeof url === 'string' && typeof verifierKey === 'string') resolve({ url, verifierKey });
    });
    child.once('exit', () => reject(new Error('ended')));
  });
  ready.catch(() => undefined);
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(errors)));
  return { process: child, ready, ended };
}

export interface Recomputed {
  readonly size: number;
  readonly faults: readonly string[];
  readonly entries: readonly string[];
}

/** What the program that shares no code with ours says of a log's public files. */
export async function recompute(folder: string, verifierKey: string): Promise<Recomputed> {
  const program = join(import.meta.dirname, 'recompute-tiles.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, join(folder, 'public'), verifierKey, 'entries'],
    { maxBuffer: 256 * 1024 * 1024 },
  );
  const said: unknown = JSON.parse(stdout);
  if (!isRecord(said) || typeof said['size'] !== 'number') throw new Error('no answer');
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return { size: said['size'], faults: texts(said['faults']), entries: texts(said['entries']) };
}
