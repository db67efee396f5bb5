/**
 * Verifies the signatures of a note: log signatures (0x01, over the text) and cosignature/v1 (0x04).
 *
 *   cosignature blob     u64 POSIX seconds, Ed25519 signature (64)
 *   cosignature message  "cosignature/v1\n" "time <decimal seconds>\n" text
 *
 * Name and key id together choose the key; a line of any other pair is ignored. A line of a known key that
 * does not verify condemns the note: somebody wrote it there. Must never count one witness twice.
 */
import { concat, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { SIGNATURE_LENGTH, verifyEd25519, type Sign } from './ed25519.ts';
import { SettlementError } from './errors.ts';
import type { Note, NoteSignature } from './note.ts';
import { COSIGNATURE_V1, LOG_SIGNATURE, type VerifierKey } from './verifier-key.ts';

const TIME_LENGTH = 8;
const MAX_TIME = (1n << 63n) - 1n;

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** When a witness signed, in POSIX seconds; a log's own signature has no time. */
  readonly timeSeconds: bigint | null;
}

/** The verified signatures of known keys, each key once; throws when there is none or one fails. */
export async function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
): Promise<readonly VerifiedSignature[]> {
  const verified = new Map<string, VerifiedSignature>();
  for (const line of note.signatures) {
    const key = keys.find((known) => known.name === line.name && known.keyIdHex === line.keyIdHex);
    if (key === undefined) continue;
    const signature = await verifyLine(note.text, line, key);
    // One public key is one signer whatever names it goes by: cosignatures do not cover the name.
    const signer = `${key.type} ${toHex(key.publicKey)}`;
    const earlier = verified.get(signer)?.timeSeconds ?? -1n;
    if ((signature.timeSeconds ?? 0n) > earlier) verified.set(signer, signature);
  }
  if (verified.size === 0) throw new SettlementError('note-unsigned');
  return [...verified.values()];
}

async function verifyLine(
  text: string,
  line: NoteSignature,
  key: VerifierKey,
): Promise<VerifiedSignature> {
  const parts =
    key.type === LOG_SIGNATURE
      ? { message: utf8(text), signature: line.signature, timeSeconds: null }
      : readCosignature(text, line.signature);
  if (!(await verifyEd25519(key.publicKey, parts.message, parts.signature))) {
    throw new SettlementError('note-signature-invalid', key.name);
  }
  return { key, timeSeconds: parts.timeSeconds };
}

function readCosignature(
  text: string,
  blob: Bytes,
): { message: Bytes; signature: Bytes; timeSeconds: bigint } {
  const timeSeconds = cosignatureTime(blob);
  return {
    message: cosignatureMessage(text, timeSeconds),
    signature: blob.slice(TIME_LENGTH),
    timeSeconds,
  };
}

/** The time that a cosignature blob claims; true only once the signature verifies. */
export function cosignatureTime(blob: Bytes): bigint {
  if (blob.length !== TIME_LENGTH + SIGNATURE_LENGTH) {
    throw new SettlementError('note-signature-invalid', 'not a cosignature');
  }
  const timeSeconds = BigInt(`0x${toHex(blob.subarray(0, TIME_LENGTH))}`);
  if (timeSeconds > MAX_TIME) throw new SettlementError('note-signature-invalid', 'time');
  return timeSeconds;
}

export function cosignatureMessage(text: string, timeSeconds: bigint): Bytes {
  return utf8(`cosignature/v1\ntime ${timeSeconds}\n${text}`);
}

/** A log's signature line over the text. */
export async function signText(text: string, key: VerifierKey, sign: Sign): Promise<NoteSignature> {
  if (key.type !== LOG_SIGNATURE) throw new SettlementError('vkey-invalid', 'not a log key');
  return { name: key.name, keyIdHex: key.keyIdHex, signature: await sign(utf8(text)) };
}

/** A witness's signature line over the text at that time. */
export async function cosignText(
  text: string,
  timeSeconds: bigint,
  key: VerifierKey,
  sign: Sign,
): Promise<NoteSignature> {
  if (key.type !== COSIGNATURE_V1) throw new SettlementError('vkey-invalid', 'not a witness key');
  const time = new Uint8Array(TIME_LENGTH);
  new DataView(time.buffer).setBigUint64(0, timeSeconds);
  const signature = await sign(cosignatureMessage(text, timeSeconds));
  return { name: key.name, keyIdHex: key.keyIdHex, signature: concat(time, signature) };
}
