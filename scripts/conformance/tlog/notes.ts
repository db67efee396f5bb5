/** spec-examples, checkpoints, updates and witness: notes, keys, and what a holder of a checkpoint decides. */
import { equal, toHex, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  cosignatureMessage,
  cosignatureTime,
  cosignText,
  decideAddCheckpoint,
  formatSignatureLine,
  judgeUpdate,
  makeVerifierKey,
  NOTHING_WITNESSED,
  openCheckpoint,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  signerFromSeed,
  SIZE_CONFLICT_TYPE,
  verifyNote,
  type LogIdentity,
  type WitnessedTree,
} from '../../../lib/settlement/index.ts';
import type { JsonRecord } from '../../json.ts';
import { expect, expectBytes, expectRefusal, type Check } from './check.ts';
import { big, bytes, hashes, list, record, text } from './fields.ts';

export function notes(): Check {
  return async (entry) => {
    const fields = record(entry);
    const key = await parseVerifierKey(text(fields['vkey']));
    const verified = await verifyNote(parseNote(utf8(text(fields['note']))), [key]);
    expect(verified.length === 1, 'signatures');
  };
}

export function formatOnly(): Check {
  return (entry) => {
    const fields = record(entry);
    const note = parseNote(utf8(text(fields['note'])));
    const checkpoint = parseCheckpointText(note.text);
    expect(checkpoint.origin === fields['origin'], 'origin');
    expect(checkpoint.size === big(fields['size']), 'size');
    expectBytes(checkpoint.root, bytes(fields['root']), 'root');
    const ids = note.signatures.map(({ keyIdHex }) => keyIdHex);
    expect(ids.join() === list(fields['keyIds']).join(), 'key ids');
    const time = cosignatureTime(note.signatures.at(-1)?.signature ?? utf8(''));
    expect(time === big(fields['cosignatureTimestamp']), 'time');
    const message = cosignatureMessage(note.text, time);
    expectBytes(message, utf8(text(fields['cosignedMessage'])), 'cosigned message');
  };
}

/** The origin and the known keys that stand at the top of a file. */
async function identityOf(content: JsonRecord): Promise<LogIdentity> {
  const witnesses = content['witnesses'] === undefined ? [] : list(content['witnesses']);
  return {
    origin: text(content['origin']),
    logKey: await parseVerifierKey(text(record(content['log'])['vkey'])),
    witnessKeys: await Promise.all(
      witnesses.map((witness) => parseVerifierKey(text(record(witness)['vkey']))),
    ),
  };
}

export async function validCheckpoints(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  return async (entry) => {
    const fields = record(entry);
    const opened = await openCheckpoint(utf8(text(fields['note'])), identity);
    expect(opened.size === big(fields['size']), 'size');
    expectBytes(opened.root, bytes(fields['root']), 'root');
    expect(opened.extensions.join('\n') === list(fields['extensions']).join('\n'), 'extensions');
    const witnesses = opened.cosignatures.map(({ key }) => key.name).sort();
    expect(witnesses.join() === [...list(fields['witnesses'])].sort().join(), 'witnesses');
  };
}

export async function invalidNote(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  return (entry) => expectRefusal(() => openCheckpoint(bytes(record(entry)['noteHex']), identity));
}

export async function countOnce(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  return async (entry) => {
    const fields = record(entry);
    const opened = await openCheckpoint(utf8(text(fields['note'])), identity).catch(() => null);
    const count = BigInt(opened?.cosignatures.length ?? 0);
    expect(opened === null || count === big(fields['countWitnesses']), `${count} witnesses`);
  };
}

export function vkeys(): Check {
  return async (entry) => {
    const fields = record(entry);
    const key = await parseVerifierKey(text(fields['vkey']));
    expect(key.name === fields['name'] && key.keyIdHex === fields['keyId'], 'name or id');
    expect(BigInt(key.type) === big(fields['type']), 'type');
    expectBytes(key.publicKey, bytes(fields['publicKey']), 'public key');
    const { publicKey } = await signerFromSeed(bytes(fields['seed']));
    const made = await makeVerifierKey(key.name, key.type, publicKey);
    expect(made.text === fields['vkey'], 'key from seed');
  };
}

export function vkeysInvalid(): Check {
  return (entry) => expectRefusal(() => parseVerifierKey(text(record(entry)['vkey'])));
}

export async function updates(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  return async (entry) => {
    const fields = record(entry);
    const held = fields['stored'];
    const stored = held === null ? null : await openCheckpoint(utf8(text(held)), identity);
    const next = await openCheckpoint(utf8(text(fields['next'])), identity);
    const verdict = await judgeUpdate(stored, next, hashes(fields['proof']));
    expect(verdict.verdict === fields['verdict'], verdict.verdict);
    expect(verdict.keep.size === big(fields['keep']), `keeps ${verdict.keep.size}`);
  };
}

/** One fresh witness for all requests, in the order given. */
export async function witnessRequests(content: JsonRecord): Promise<Check> {
  const identity = await identityOf({ ...content, witnesses: [] });
  const time = big(content['time']);
  const self = record(content['witness']);
  const key = await parseVerifierKey(text(self['vkey']));
  const { sign } = await signerFromSeed(bytes(self['seed']));
  let held: WitnessedTree = NOTHING_WITNESSED;
  const answer = async (body: Bytes): Promise<[number, string, string]> => {
    const logFor = (origin: string): LogIdentity | undefined =>
      origin === identity.origin ? identity : undefined;
    const decision = await decideAddCheckpoint(body, logFor, () => held);
    if (decision.status === 409) return [409, `${decision.size}\n`, SIZE_CONFLICT_TYPE];
    if (decision.status !== 200) return [decision.status, '', ''];
    held = decision.checkpoint;
    const line = await cosignText(decision.checkpoint.text, time, key, sign);
    return [200, formatSignatureLine(line), ''];
  };
  return async (entry) => {
    const fields = record(entry);
    const [status, response, contentType] = await answer(utf8(text(fields['request'])));
    expect(BigInt(status) === big(fields['status']), `status ${status}`);
    const wanted = fields['response'];
    expect(wanted === undefined || wanted === response, `response ${toHex(utf8(response))}`);
    const wantedType = fields['contentType'];
    expect(wantedType === undefined || wantedType === contentType, `type ${contentType}`);
    expect(held.size > 0n || equal(held.root, NOTHING_WITNESSED.root), 'state');
  };
}
