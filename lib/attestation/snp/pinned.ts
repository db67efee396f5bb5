/**
 * Pinned certificates, opened once: parsing, RSA key import and the signature of a root over its authority cost more
 * than everything that is new in a report, and pins do not change while a program runs. A certificate is kept by the
 * identity of its bytes, which the caller must not change afterwards.
 * Must never be given anything that came with evidence.
 */
import type { Bytes } from '../../bytes/index.ts';
import { checkPssAlgorithm, importPssKey, verifyPss } from '../core/rsa.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';

export interface Pin {
  readonly certificate: Certificate;
  key?: Promise<CryptoKey>;
  readonly issued: WeakMap<Pin, Promise<boolean>>;
}

const pins = /* @__PURE__ */ new WeakMap<Bytes, Pin>();

export function openPin(bytes: Bytes): Pin {
  const known = pins.get(bytes);
  if (known !== undefined) return known;
  const pin: Pin = { certificate: parseCertificate(bytes), issued: new WeakMap() };
  pins.set(bytes, pin);
  return pin;
}

export function keyOf(pin: Pin): Promise<CryptoKey> {
  return (pin.key ??= importPssKey(pin.certificate.publicKey));
}

/** Whether a pinned root signed a pinned authority. */
export function isIssuedBy(authority: Pin, root: Pin): Promise<boolean> {
  const known = root.issued.get(authority);
  if (known !== undefined) return known;
  const verdict = keyOf(root).then((key) => isSignedBy(authority.certificate, key));
  root.issued.set(authority, verdict);
  return verdict;
}

export async function isSignedBy(certificate: Certificate, key: CryptoKey): Promise<boolean> {
  checkPssAlgorithm(certificate.signatureAlgorithmHex);
  return verifyPss(key, certificate.signature, certificate.signed);
}
