/**
 * What an issuer says of itself, the same to everybody: a C2SP signed note under the key that the gateway's attested
 * statement names, so that neither relay nor host can put other keys in its place.
 *
 *   sotto issuer v1
 *   <issuer name>
 *   <service: the one origin name of its credits>
 *   ohttp <base64 of its application/ohttp-keys body>
 *   key <number> <from> <stop> <until> <log index> <entry before, hex> <base64 SPKI>       times in ms since 1970
 *
 *   entry of a key = SHA-256("sotto issuer key v1" 00 | u64 number | key id | u64 from | u64 stop | u64 until | entry before)
 *
 * Key consistency (draft-ietf-privacypass-key-consistency): every entry is in the settlement log, each names the one
 * before, and there are at most three at a time: one stopped and still taken, one that issues, one announced. A key for
 * one person alone would have to be a second key of the same number. Must never list a key by anything but the calendar.
 */
import {
  concat,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  u64,
  utf8,
  type Bytes,
} from '../bytes/index.ts';
import { parseNote, parseVerifierKey, verifyNote } from '../settlement/index.ts';
import { CreditsError } from './errors.ts';
import { readIssuerKey, sha256, type IssuerKey } from './issuer-key.ts';

export interface NoteKey {
  readonly number: number;
  readonly key: IssuerKey;
  /** Issues from here … */
  readonly fromMs: number;
  /** … to here, where the next one takes over; … */
  readonly stopMs: number;
  /** … and its tokens are taken until here. */
  readonly untilMs: number;
  /** The entry stands there in the log or later. */
  readonly logIndex: number;
  /** The entry of the key before; zeros for the first. */
  readonly before: Bytes;
  readonly entry: Bytes;
}

export interface IssuerNote {
  readonly name: string;
  readonly service: string;
  /** The exact application/ohttp-keys body. */
  readonly keyConfig: Bytes;
  readonly keys: readonly NoteKey[];
}

const MAX_NOTE_BYTES = 8192;
const MAX_KEYS = 3;
const LABEL = utf8('sotto issuer key v1\0');
/** Sale and use together: nobody's tokens may outlive the memory of the spent ones for long. */
const LONGEST_MS = 400 * 24 * 3_600_000;
const KEY_LINE = /^key (\d{1,9}) (\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15}) ([0-9a-f]{64}) (\S+)$/;

export type KeyFacts = Omit<NoteKey, 'entry' | 'key' | 'logIndex'> & { readonly keyId: Bytes };

/** The 32 bytes that stand in the log for a key. */
export async function issuerKeyEntry(facts: KeyFacts): Promise<Bytes> {
  const { number, keyId, fromMs, stopMs, untilMs, before } = facts;
  const times = concat(u64(fromMs), u64(stopMs), u64(untilMs));
  return sha256(concat(LABEL, u64(number), keyId, times, before));
}

/** The text that is signed, with its final newline. */
export function formatIssuerNote({ name, service, keyConfig, keys }: IssuerNote): string {
  const lines = keys.map(({ number, key, fromMs, stopMs, untilMs, logIndex, before }) =>
    ['key', number, fromMs, stopMs, untilMs, logIndex, toHex(before), toBase64(key.spki)].join(' '),
  );
  const head = ['sotto issuer v1', name, service, `ohttp ${toBase64(keyConfig)}`];
  return `${[...head, ...lines].join('\n')}\n`;
}

export interface IssuerIdentity {
  readonly name: string;
  /** C2SP verifier key, as text. */
  readonly verifierKey: string;
  readonly service: string;
}

/** Throws CreditsError 'issuer-note-invalid' unless it is signed by this issuer and keeps every rule above. */
export async function openIssuerNote(bytes: Bytes, identity: IssuerIdentity): Promise<IssuerNote> {
  try {
    if (bytes.length > MAX_NOTE_BYTES) return fail('length');
    const note = parseNote(bytes);
    await verifyNote(note, [await parseVerifierKey(identity.verifierKey)]);
    const read = await readText(note.text);
    if (read.name !== identity.name || read.service !== identity.service) return fail('name');
    checkKeys(read.keys);
    return read;
  } catch (cause) {
    if (cause instanceof CreditsError && cause.code === 'issuer-note-invalid') throw cause;
    throw new CreditsError('issuer-note-invalid', undefined, { cause });
  }
}

async function readText(text: string): Promise<IssuerNote> {
  const [title, name = '', service = '', ohttp = '', ...lines] = text.slice(0, -1).split('\n');
  const [, config] = /^ohttp (\S+)$/.exec(ohttp) ?? [];
  if (title !== 'sotto issuer v1' || config === undefined) return fail('head');
  const keys = await Promise.all(lines.map(readKeyLine));
  return { name, service, keyConfig: fromBase64(config), keys };
}

async function readKeyLine(line: string): Promise<NoteKey> {
  const [, number, from, stop, until, index, before = '', spki = ''] = KEY_LINE.exec(line) ?? [];
  if (number === undefined) return fail('key line');
  const key = await readIssuerKey(fromBase64(spki));
  const facts = {
    number: Number(number),
    fromMs: Number(from),
    stopMs: Number(stop),
    untilMs: Number(until),
    before: fromHex(before),
  };
  const entry = await issuerKeyEntry({ ...facts, keyId: key.keyId });
  return { ...facts, key, logIndex: Number(index), entry };
}

function checkKeys(keys: readonly NoteKey[]): void {
  if (keys.length === 0 || keys.length > MAX_KEYS) fail('number of keys');
  if (new Set(keys.map(({ key }) => key.truncatedId)).size !== keys.length) fail('ids collide');
  for (const [i, { number, fromMs, stopMs, untilMs, before }] of keys.entries()) {
    if (!(fromMs < stopMs && stopMs <= untilMs && untilMs - fromMs <= LONGEST_MS)) fail('times');
    const previous = keys[i - 1];
    if (previous === undefined) continue;
    const isNext = number === previous.number + 1 && fromMs === previous.stopMs;
    if (!isNext || toHex(before) !== toHex(previous.entry)) fail('not one after the other');
  }
}

/** The key that issues now; undefined between two calendars. */
export function keyThatIssues(note: IssuerNote, nowMs: number): NoteKey | undefined {
  return note.keys.find(({ fromMs, stopMs }) => fromMs <= nowMs && nowMs < stopMs);
}

/** The keys whose tokens are taken now. */
export function keysTaken(note: IssuerNote, nowMs: number): NoteKey[] {
  return note.keys.filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
}

function fail(detail: string): never {
  throw new CreditsError('issuer-note-invalid', detail);
}
