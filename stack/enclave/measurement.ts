/**
 * The measurement of the software source: SHA-384 over the source files that the gateway is made of, so that it
 * changes when the code changes and is equal on every machine that has the same files.
 * It is computed by the measured program itself and proves nothing to anybody: it stands where a Nitro measurement
 * stands, so that policies, screens and tests work on something that behaves like one.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concat, copyOf, fromHex, toHex, u32, utf8, type Bytes } from '../../lib/bytes/index.ts';

export interface Measurement {
  /** Everything below. */
  readonly pcr0: Bytes;
  /** What the code stands on: the locked dependencies. */
  readonly pcr1: Bytes;
  /** The code: gateway, enclave and the shared modules of lib. */
  readonly pcr2: Bytes;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PLATFORM = ['package-lock.json'];
const APPLICATION = [
  'lib/attestation',
  'lib/binding',
  'lib/bytes',
  'lib/cbor',
  'lib/errors',
  'lib/ohttp',
  'lib/prompts',
  'lib/receipts',
  'lib/settlement',
  'lib/shape',
  'stack/config',
  'stack/enclave',
  'stack/gateway',
  'stack/http',
  'stack/ledger',
  'stack/environment.ts',
  'stack/log.ts',
  'stack/metrics.ts',
];

/** Written into a built program in place of its sources; scripts/stack-programs.ts. */
declare const SOTTO_BUILT_FROM: Readonly<Record<keyof Measurement, string>> | undefined;

/** What this very program is: of a checkout the files that it runs, of a built program those that it was built from. */
export async function measureProgram(): Promise<Measurement> {
  if (typeof SOTTO_BUILT_FROM === 'undefined') return measureSources();
  const { pcr0, pcr1, pcr2 } = SOTTO_BUILT_FROM;
  return { pcr0: fromHex(pcr0), pcr1: fromHex(pcr1), pcr2: fromHex(pcr2) };
}

/** Measures the files of this checkout; `more` are further folders of a program that is more than the gateway. */
export async function measureSources(
  root: string = ROOT,
  more: readonly string[] = [],
): Promise<Measurement> {
  const platform = await filesOf(root, PLATFORM);
  const application = await filesOf(root, [...APPLICATION, ...more]);
  return {
    pcr0: extend(await manifest(root, [...platform, ...application])),
    pcr1: extend(await manifest(root, platform)),
    pcr2: extend(await manifest(root, application)),
  };
}

export function measurementHex(measurement: Measurement): {
  pcr0: string;
  pcr1: string;
  pcr2: string;
} {
  return {
    pcr0: toHex(measurement.pcr0),
    pcr1: toHex(measurement.pcr1),
    pcr2: toHex(measurement.pcr2),
  };
}

/** As a PCR is extended from its zero state: SHA-384(48 zero bytes || SHA-384(content)). */
function extend(content: Bytes): Bytes {
  return sha384(concat(new Uint8Array(48), sha384(content)));
}

/** u32 length | path | u32 length | content, for each file in the byte order of its path with slashes. */
async function manifest(root: string, paths: readonly string[]): Promise<Bytes> {
  const sorted = [...paths].sort((a, b) => (a < b ? -1 : 1));
  const parts: Bytes[] = [];
  for (const path of sorted) {
    const name = utf8(path);
    const content = copyOf(await readFile(join(root, path)));
    parts.push(u32(name.length), name, u32(content.length), content);
  }
  return concat(...parts);
}

/** TypeScript files of a folder, or the one file named. Prose beside the code is not code. */
async function filesOf(root: string, places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    if (place.includes('.')) found.push(place);
    else found.push(...(await typescriptFiles(root, place)));
  }
  return found;
}

async function typescriptFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function sha384(bytes: Bytes): Bytes {
  return copyOf(createHash('sha384').update(bytes).digest());
}
