/** AMD's pinned roots and authorities: their RSA keys, and the signature of a root over its authority, verified once. */
import type { Pin } from '../core/pinned.ts';
import { checkPssAlgorithm, importPssKey, verifyPss } from '../core/rsa.ts';
import type { Certificate } from '../core/x509.ts';

const issued = /* @__PURE__ */ new WeakMap<Pin, Map<Pin, Promise<boolean>>>();

export function keyOf(pin: Pin): Promise<CryptoKey> {
  return (pin.key ??= importPssKey(pin.certificate.publicKey));
}

/** Whether a pinned root signed a pinned authority. */
export function isIssuedBy(authority: Pin, root: Pin): Promise<boolean> {
  const verdicts = issued.get(root) ?? new Map<Pin, Promise<boolean>>();
  issued.set(root, verdicts);
  const known = verdicts.get(authority);
  if (known !== undefined) return known;
  const verdict = keyOf(root).then((key) => isSignedBy(authority.certificate, key));
  verdicts.set(authority, verdict);
  return verdict;
}

export async function isSignedBy(certificate: Certificate, key: CryptoKey): Promise<boolean> {
  checkPssAlgorithm(certificate.signatureAlgorithmHex);
  return verifyPss(key, certificate.signature, certificate.signed);
}
