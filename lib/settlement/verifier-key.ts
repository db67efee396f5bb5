/**
 * Verifier keys as text (C2SP signed-note): `<name>+<key id, 8 lower-case hex>+<base64(type, public key)>`.
 * Types: 0x01 an Ed25519 log signature over the note's text, 0x04 cosignature/v1 with Ed25519.
 * Must never take a private key string for a key, nor trust a key id that it has not computed.
 */
import { concat, fromBase64, toBase64, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { isOrdinaryPublicKey } from './ed25519.ts';
import { SettlementError } from './errors.ts';
import { sha256 } from './hashing.ts';

export const LOG_SIGNATURE = 0x01;
export const COSIGNATURE_V1 = 0x04;
export type KeyType = typeof LOG_SIGNATURE | typeof COSIGNATURE_V1;

export interface VerifierKey {
  readonly name: string;
  readonly type: KeyType;
  /** The first 4 bytes of SHA-256(name, 0x0A, type, public key): a hint, never a commitment. */
  readonly keyIdHex: string;
  readonly publicKey: Bytes;
  /** The one text form. */
  readonly text: string;
}

/** signed-note: not empty, no Unicode space, no plus. Control bytes cannot stand in a note at all. */
export function isKeyName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- the control characters are what is looked for
  return name !== '' && name.length <= 512 && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);
}

export async function makeVerifierKey(
  name: string,
  type: KeyType,
  publicKey: Bytes,
): Promise<VerifierKey> {
  if (!isKeyName(name) || !isOrdinaryPublicKey(publicKey))
    throw new SettlementError('vkey-invalid');
  const typed = concat(new Uint8Array([type]), publicKey);
  const digest = await sha256(concat(utf8(name), utf8('\n'), typed));
  const keyIdHex = toHex(digest.subarray(0, 4));
  return { name, type, keyIdHex, publicKey, text: `${name}+${keyIdHex}+${toBase64(typed)}` };
}

/** Reads a verifier key; throws 'vkey-invalid' on anything but its one text form. */
export async function parseVerifierKey(text: string): Promise<VerifierKey> {
  // The base64 part may hold plus signs itself: only the first two separate.
  const [, name, , encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || encoded === undefined) throw new SettlementError('vkey-invalid');
  const typed = readBase64(encoded);
  const type = typed[0];
  if (type !== LOG_SIGNATURE && type !== COSIGNATURE_V1) {
    throw new SettlementError('vkey-invalid', 'type');
  }
  const key = await makeVerifierKey(name, type, typed.slice(1));
  if (key.text !== text) throw new SettlementError('vkey-invalid', 'key id');
  return key;
}

function readBase64(encoded: string): Bytes {
  try {
    return fromBase64(encoded);
  } catch (cause) {
    throw new SettlementError('vkey-invalid', 'base64', { cause });
  }
}
