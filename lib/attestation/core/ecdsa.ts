/**
 * ECDSA over P-256 and P-384 by WebCrypto. Signatures are r‖s of the curve's size; DER ones are converted first.
 * S above n/2 is as good as its mirror image in every format here (a low-S rule refuses half of all genuine
 * evidence). Must never see a private key.
 */
import { concat, toHex, type Bytes } from '../../bytes/index.ts';
import { derError, sequence, unsignedOf } from './der.ts';

export interface Curve {
  readonly algorithm: {
    readonly name: 'ECDSA';
    readonly namedCurve: string;
    readonly hash: string;
  };
  /** Bytes of a coordinate. */
  readonly size: number;
  /** SubjectPublicKeyInfo up to the point, hex: id-ecPublicKey, named curve, BIT STRING of an uncompressed point. */
  readonly keyHead: string;
  /** AlgorithmIdentifier of signatures by it, hex. The hash goes with the curve in every format here. */
  readonly signatureAlgorithm: string;
}

// Two constants and no table, so that a bundle carries only the curves it names.
export const P256: Curve = {
  algorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  size: 32,
  keyHead: '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
  signatureAlgorithm: '300a06082a8648ce3d040302', // ecdsa-with-SHA256
};
export const P384: Curve = {
  algorithm: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  size: 48,
  keyHead: '3076301006072a8648ce3d020106052b8104002203620004',
  signatureAlgorithm: '300a06082a8648ce3d040303', // ecdsa-with-SHA384
};

/** The point x‖y of an uncompressed key of exactly this curve (SubjectPublicKeyInfo); throws on any other. */
export function pointOf(publicKey: Bytes, curve: Curve): Bytes {
  const { keyHead, size } = curve;
  const from = keyHead.length / 2;
  const isOfCurve = toHex(publicKey.subarray(0, from)) === keyHead;
  if (!isOfCurve || publicKey.length !== from + 2 * size) derError('key');
  return publicKey.subarray(from);
}

/** The public key of a certificate (SubjectPublicKeyInfo), imported. */
export async function importEcKey(publicKey: Bytes, curve: Curve): Promise<CryptoKey> {
  return importEcPoint(pointOf(publicKey, curve), curve);
}

/** A point x‖y, imported. Raw, because OpenSSL takes several times as long for the same point as 'spki'. */
export async function importEcPoint(point: Bytes, curve: Curve): Promise<CryptoKey> {
  const raw = concat(Uint8Array.of(4), point);
  try {
    return await crypto.subtle.importKey('raw', raw, curve.algorithm, false, ['verify']);
  } catch {
    // A point off the curve, or a coordinate at or above the field prime.
    return derError('key');
  }
}

/** True when `signature` (r‖s) over `data` holds. */
export async function verifyEcdsa(
  key: CryptoKey,
  curve: Curve,
  signature: Bytes,
  data: Bytes,
): Promise<boolean> {
  if (signature.length !== 2 * curve.size) return false;
  return crypto.subtle.verify(curve.algorithm, key, signature, data);
}

/** Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } as r‖s of fixed size. */
export function ecdsaFromDer(der: Bytes, curve: Curve): Bytes {
  const parts = sequence(der);
  if (parts.length !== 2) derError('signature');
  const { size } = curve;
  const fixed = new Uint8Array(2 * size);
  parts.forEach((part, index) => {
    const number = unsignedOf(part);
    if (number.length > size) derError('signature');
    fixed.set(number, size * (index + 1) - number.length);
  });
  return fixed;
}
