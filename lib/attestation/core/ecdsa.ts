/**
 * ECDSA over P-256 and P-384 by WebCrypto. Signatures are r‖s of the curve's size; DER ones are converted first.
 * S above n/2 is as good as its mirror image in every format here (a low-S rule refuses half of all genuine
 * evidence). Must never see a private key.
 */
import { concat, toHex, type Bytes } from '../../bytes/index.ts';
import { derError, sequence, unsignedOf } from './der.ts';

export type Curve = 'P-256' | 'P-384';

/** SubjectPublicKeyInfo up to the point: id-ecPublicKey, named curve, BIT STRING of an uncompressed point. */
const SPKI_HEAD: Readonly<Record<Curve, string>> = {
  'P-256': '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
  'P-384': '3076301006072a8648ce3d020106052b8104002203620004',
};
const SIZE: Readonly<Record<Curve, number>> = { 'P-256': 32, 'P-384': 48 };

/** The point x‖y of an uncompressed key of exactly this curve (SubjectPublicKeyInfo); throws on any other. */
export function pointOf(publicKey: Bytes, curve: Curve): Bytes {
  const head = SPKI_HEAD[curve];
  const from = head.length / 2;
  const isOfCurve = toHex(publicKey.subarray(0, from)) === head;
  if (!isOfCurve || publicKey.length !== from + 2 * SIZE[curve]) derError(`not a ${curve} key`);
  return publicKey.subarray(from);
}

/** The public key of a certificate (SubjectPublicKeyInfo), imported. */
export async function importEcKey(publicKey: Bytes, curve: Curve): Promise<CryptoKey> {
  return importEcPoint(pointOf(publicKey, curve), curve);
}

/** A point x‖y, imported. Raw, because OpenSSL takes several times as long for the same point as 'spki'. */
export async function importEcPoint(point: Bytes, curve: Curve): Promise<CryptoKey> {
  const raw = concat(Uint8Array.of(4), point);
  const algorithm = { name: 'ECDSA', namedCurve: curve };
  try {
    return await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
  } catch {
    // A point off the curve, or a coordinate at or above the field prime.
    return derError('public key');
  }
}

/** True when `signature` (r‖s) over `data` holds. The hash goes with the curve in every format here. */
export async function verifyEcdsa(
  key: CryptoKey,
  curve: Curve,
  signature: Bytes,
  data: Bytes,
): Promise<boolean> {
  if (signature.length !== 2 * SIZE[curve]) return false;
  const hash = curve === 'P-256' ? 'SHA-256' : 'SHA-384';
  return crypto.subtle.verify({ name: 'ECDSA', hash }, key, signature, data);
}

/** Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } as r‖s of fixed size. */
export function ecdsaFromDer(der: Bytes, curve: Curve): Bytes {
  const parts = sequence(der);
  if (parts.length !== 2) derError('signature form');
  const size = SIZE[curve];
  const fixed = new Uint8Array(2 * size);
  parts.forEach((part, index) => {
    const number = unsignedOf(part);
    if (number.length > size) derError('signature form');
    fixed.set(number, size * (index + 1) - number.length);
  });
  return fixed;
}
