/**
 * Pinned certificates, opened once: pins do not change while a program runs, and reading one, hashing it and importing
 * its key costs as much as what is new in a piece of evidence. A pin is kept by the identity of its bytes, which the
 * caller must not change afterwards. Must never be given anything that came with evidence.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { parseCertificate, type Certificate } from './x509.ts';

export interface Pin {
  readonly certificate: Certificate;
  /** Imported by whoever verifies with it; the algorithm goes with the vendor. */
  key?: Promise<CryptoKey>;
  sha256?: Promise<string>;
}

const pins = /* @__PURE__ */ new WeakMap<Bytes, Pin>();

export function openPin(bytes: Bytes): Pin {
  const known = pins.get(bytes);
  if (known !== undefined) return known;
  const pin: Pin = { certificate: parseCertificate(bytes) };
  pins.set(bytes, pin);
  return pin;
}

/** The pin that is `bytes` byte for byte; undefined when there is none, or only one by digest. */
export function findPin(bytes: Bytes, trustAnchors: readonly Bytes[]): Pin | undefined {
  const anchor = trustAnchors.find((candidate) => equal(candidate, bytes));
  return anchor && openPin(anchor);
}

export function sha256Of(pin: Pin): Promise<string> {
  return (pin.sha256 ??= crypto.subtle
    .digest('SHA-256', pin.certificate.bytes)
    .then((digest) => toHex(new Uint8Array(digest))));
}
