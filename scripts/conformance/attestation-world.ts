/**
 * What the attestation checks share: an entry with its files read, hashed and mutated as its index says, and the
 * comparison of decoded fields. Knows no file system: files come by a function, so that the same checks run in a
 * browser's worker.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { parsePem } from '../../lib/attestation/nvidia/index.ts';
import { fromHex, fromUtf8, toHex } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import { isRecord, recordAt, type JsonRecord } from '../json.ts';
import { mutated, type Parts } from './attestation-mutate.ts';
import { textAt } from './entry.ts';

export interface Roots {
  readonly nitro: readonly Bytes[];
  readonly amd: readonly Bytes[];
  readonly intel: readonly Bytes[];
  readonly nvidia: readonly Bytes[];
  readonly nras: readonly Bytes[];
}

export interface World {
  /** The bytes of a file of the folder; throws when there is none. */
  readonly file: (path: string) => Bytes;
  /** Every entry by its id. */
  readonly entries: ReadonlyMap<string, JsonRecord>;
  readonly roots: Roots;
}

export interface Case {
  readonly entry: JsonRecord;
  readonly parts: Parts;
  readonly policy: JsonRecord;
  readonly expect: JsonRecord;
  readonly now: number;
  readonly world: World;
}

const COMPANIONS = ['leaf', 'chain', 'collateral', 'jwks', 'crl'] as const;

/** Reads an entry's files, checks the hashes that pin them, and applies its edits. */
export async function openCase(entry: JsonRecord, world: World): Promise<Case> {
  const now = entry['verify_at'];
  if (typeof now !== 'number') throw new Error('verify_at is not a number');
  const file = world.file(textAt(entry, 'file'));
  await checkHash(file, entry['sha256'], 'sha256');
  const parts: Record<string, Bytes> = { file };
  const pins = recordAt(entry, 'aux_sha256');
  for (const name of COMPANIONS) {
    if (entry[name] === undefined || entry[name] === null) continue;
    const bytes = world.file(textAt(entry, name));
    await checkHash(bytes, pins[name] ?? entry[`${name}_sha256`], name);
    parts[name] = bytes;
  }
  const edited = mutated(parts, entry['mutate_on'], entry['mutate']);
  await checkHash(edited['file'] ?? file, entry['result_sha256'], 'result_sha256');
  const [policy, expect] = [recordAt(entry, 'policy'), recordAt(entry, 'expect')];
  if (typeof expect['accept'] !== 'boolean') throw new Error('expect.accept is not there');
  return { entry, parts: edited, policy, expect, now, world };
}

/**
 * What to trust: the entry's own certificates where it names any (DER or PEM), else the vendor's; and of those, where the
 * policy pins a digest, only that one.
 */
export async function anchorsOf(
  { entry, policy, world }: Case,
  vendor: readonly Bytes[],
): Promise<readonly Bytes[]> {
  const named = entry['trust_anchor'];
  const own = Array.isArray(named) ? named : [named];
  const all =
    named === undefined
      ? vendor
      : (await Promise.all(own.map((one) => anchorOf(one, world)))).flat();
  const wanted = hexAt(policy, 'root_sha256');
  if (wanted === undefined) return all;
  const hashes = await Promise.all(all.map(sha256Hex));
  return all.filter((_anchor, index) => hashes[index] === toHex(wanted));
}

async function anchorOf(named: unknown, world: World): Promise<readonly Bytes[]> {
  const anchor = recordAt({ named }, 'named');
  const bytes = world.file(textAt(anchor, 'file'));
  compare(anchor, 'sha256', await sha256Hex(bytes));
  return bytes[0] === 0x2d ? parsePem(fromUtf8(bytes)) : [bytes];
}

export async function sha256Hex(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

async function checkHash(bytes: Bytes, expected: unknown, name: string): Promise<void> {
  if (expected === undefined) return;
  if ((await sha256Hex(bytes)) !== expected) throw new Error(`${name} differs`);
}

export function partOf(parts: Parts, name: string): Bytes {
  const bytes = parts[name];
  if (bytes === undefined) throw new Error(`no ${name}`);
  return bytes;
}

/** Only fields that are understood: a policy that is passed over would make any verdict look right. */
export function checkPolicyFields(policy: JsonRecord, known: readonly string[]): void {
  for (const name of Object.keys(policy)) {
    if (!known.includes(name)) throw new Error(`policy.${name} is not understood`);
  }
}

export function hexAt(record: JsonRecord, name: string): Bytes | undefined {
  const value = record[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Error(`${name} is not hex`);
  return fromHex(value);
}

export function numberOr(record: JsonRecord, name: string, otherwise: number): number {
  const value = record[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') throw new Error(`${name} is not a number`);
  return value;
}

/** Compares a decoded field with what the entry says of it, where it says something. */
export function compare(expected: JsonRecord, name: string, found: unknown): void {
  if (!(name in expected)) return;
  const [wanted, got] = [canonical(expected[name]), canonical(found)];
  if (wanted !== got) throw new Error(`${name}: ${got} where ${wanted} was expected`);
}

/** Each field of `found`, where `expected` has it. */
export function compareAll(expected: unknown, found: Readonly<Record<string, unknown>>): void {
  if (!isRecord(expected)) return;
  for (const [name, value] of Object.entries(found)) compare(expected, name, value);
}

function canonical(value: unknown): string {
  if (value === undefined) return 'null';
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
}

/** Evidence of which not even the form could be read: refused before there was anything to judge. */
export interface Unreadable {
  readonly ok: false;
  readonly code: string;
  readonly detail: string;
  readonly signed: null;
  readonly steps: readonly never[];
}

/** The verdict, or that there was nothing to judge; an error without a code of ours is a bug and stays one. */
export async function verdictOf<V>(judge: () => Promise<V>): Promise<V | Unreadable> {
  try {
    return await judge();
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === undefined) throw thrown;
    const detail = thrown instanceof Error ? thrown.message : code;
    return { ok: false, code, detail, signed: null, steps: [] };
  }
}

export function isUnreadable(verdict: { steps: readonly unknown[] }): verdict is Unreadable {
  return verdict.steps.length === 0;
}

export function compareVerdict(
  verdict: { ok: boolean; code?: string; detail?: string },
  expected: unknown,
): void {
  if (verdict.ok === expected) return;
  throw new Error(
    verdict.ok ? 'accepted, must be refused' : `refused: ${verdict.detail ?? verdict.code ?? ''}`,
  );
}

/** The vectors' dates: seconds, with or without a zone that is always UTC. */
export function dateText(timeMs: number, form: 'Z' | '+00:00' | ''): string {
  return new Date(timeMs).toISOString().replace('.000Z', form);
}
