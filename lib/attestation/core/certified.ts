/**
 * Authorities directly below a pinned root, opened once while a program runs: the same two stand over every quote for
 * years, and that the root's key signed these bytes does not change. Dates, revocation and what the certificate may do
 * are judged at every use. Must never keep a certificate whose signature did not hold, nor more than a few.
 */
import { equal, type Bytes } from '../../bytes/index.ts';
import { importEcKey, type Curve } from './ecdsa.ts';
import { verifyLinks } from './chain.ts';
import { type Pin } from './pinned.ts';
import { parseCertificate, type Certificate } from './x509.ts';

export interface Certified {
  readonly certificate: Certificate;
  readonly key: Promise<CryptoKey>;
  /** Refuses where the root did not sign it. */
  readonly isSigned: Promise<void>;
}

const MOST = 4;
const known = /* @__PURE__ */ new WeakMap<Pin, readonly Certified[]>();

export function certifiedBy(pin: Pin, bytes: Bytes, curve: Curve): Certified {
  const before = known.get(pin) ?? [];
  return (
    before.find(({ certificate }) => equal(certificate.bytes, bytes)) ?? open(pin, bytes, curve)
  );
}

/** The root's own key, imported once. */
export function keyOfPin(pin: Pin, curve: Curve): Promise<CryptoKey> {
  pin.key ??= importEcKey(pin.certificate.publicKey, curve);
  pin.key.catch(() => undefined);
  return pin.key;
}

function open(pin: Pin, bytes: Bytes, curve: Curve): Certified {
  const certificate = parseCertificate(bytes.slice());
  const key = importEcKey(certificate.publicKey, curve);
  key.catch(() => undefined);
  const isSigned = verifyLinks([pin.certificate, certificate], [keyOfPin(pin, curve)], curve);
  const made = { certificate, key, isSigned };
  isSigned.then(
    () => known.set(pin, [made, ...(known.get(pin) ?? [])].slice(0, MOST)),
    () => undefined,
  );
  return made;
}
