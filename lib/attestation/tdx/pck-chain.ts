/**
 * The chain of a platform's certificate: root, authority, leaf. Below a pinned root only what stands under the authority
 * is read and verified anew (lib/attestation/core/certified.ts). Must never take another number of certificates than three.
 */
import { certifiedBy, keyOfPin } from '../core/certified.ts';
import { checkLinks, importKeys, verifyLinks } from '../core/chain.ts';
import { P256 } from '../core/ecdsa.ts';
import type { Pin } from '../core/pinned.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Quote } from './quote.ts';

/** Root first. A pinned root has been read before. */
export function readChain({ certificates }: Quote, pin: Pin | undefined): readonly Certificate[] {
  const chain = certificates.map((bytes, index) =>
    index === 2 && pin ? pin.certificate : parseCertificate(bytes),
  );
  if (chain.length !== 3) refuse('chain-broken', 'three certificates');
  chain.reverse();
  checkLinks(chain, P256);
  return chain;
}

interface Keys {
  readonly keys: readonly Promise<CryptoKey>[];
  readonly isSigned: Promise<void>;
}

/** Of a chain under a pinned root what stands below the platform's authority is new, and nothing else. */
export function keysOf(chain: readonly Certificate[], pin: Pin | undefined): Keys {
  const [, authority, ...rest] = chain;
  if (!pin || !authority) {
    const keys = importKeys(chain, P256);
    return { keys, isSigned: verifyLinks(chain, keys, P256) };
  }
  const { key, isSigned } = certifiedBy(pin, authority.bytes, P256);
  const keys = [key, ...importKeys(rest, P256)];
  const areSigned = Promise.all([isSigned, verifyLinks([authority, ...rest], keys, P256)]);
  return { keys: [keyOfPin(pin, P256), ...keys], isSigned: areSigned.then(() => undefined) };
}
