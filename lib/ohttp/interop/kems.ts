/**
 * Every KEM that a vector may name, with the ephemeral key handed in: the test hook that no product bundle contains
 * (a rule test holds that). DHKEM over X25519, X448 and the NIST curves (RFC 9180 section 4.1, with the authenticated
 * variants), and MLKEM768-X25519.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { x448 } from '@noble/curves/ed448.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { concat, copyOf, u16, u8, utf8, type Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import { HKDF_SHA256 } from '../hkdf-sha256.ts';
import {
  EMPTY,
  extractAndExpand,
  labeledExpand,
  labeledExtract,
  type Kdf,
  type Kem,
  type KemPrivateKey,
} from '../hpke.ts';
import { HKDF_SHA384, HKDF_SHA512 } from './kdfs.ts';

export interface Encapsulated {
  readonly enc: Bytes;
  readonly sharedSecret: Bytes;
}

/** A KEM with nothing random in it. */
export interface ExactKem {
  readonly id: number;
  readonly publicKeySize: number;
  readonly encSize: number;
  /** DeriveKeyPair: the secret key for input keying material. */
  deriveSecret(ikm: Bytes): Bytes;
  publicKeyOf(secret: Bytes): Promise<Bytes>;
  /** Encap with this ephemeral secret (or randomness); AuthEncap with a sender's secret. */
  encap(publicKey: Bytes, ephemeral: Bytes, sender?: Bytes): Promise<Encapsulated>;
  /** Decap; AuthDecap with a sender's public key. */
  decap(enc: Bytes, secret: Bytes, senderPublicKey?: Bytes): Promise<Bytes>;
}

interface Group {
  publicKeyOf(secret: Bytes): Uint8Array;
  agree(secret: Bytes, point: Bytes): Uint8Array;
}

interface DhKemOptions {
  readonly id: number;
  readonly kdf: Kdf;
  readonly group: Group;
  readonly pointSize: number;
  readonly secretSize: number;
  /** Undefined for the Montgomery curves, whose every byte string is a secret key. */
  readonly bitmask?: number;
}

function dhKem(options: DhKemOptions): ExactKem {
  const { id, kdf, group, pointSize } = options;
  const agree = (secret: Bytes, point: Bytes): Bytes => {
    try {
      return copyOf(group.agree(secret, point));
    } catch (cause) {
      throw new OhttpError('low-order-point', undefined, { cause });
    }
  };
  const shared = (dh: Bytes, ...context: Bytes[]): Bytes =>
    extractAndExpand(kdf, id, dh, concat(...context), kdf.size);
  const publicKeyOf = (secret: Bytes): Bytes => copyOf(group.publicKeyOf(secret));
  return {
    id,
    publicKeySize: pointSize,
    encSize: pointSize,
    deriveSecret: (ikm) => deriveSecret(options, ikm),
    publicKeyOf: (secret) => Promise.resolve(publicKeyOf(secret)),
    async encap(publicKey, ephemeral, sender) {
      const enc = publicKeyOf(ephemeral);
      const dh = agree(ephemeral, publicKey);
      if (!sender) return { enc, sharedSecret: shared(dh, enc, publicKey) };
      const both = concat(dh, agree(sender, publicKey));
      return { enc, sharedSecret: shared(both, enc, publicKey, publicKeyOf(sender)) };
    },
    async decap(enc, secret, senderPublicKey) {
      const dh = agree(secret, enc);
      const publicKey = publicKeyOf(secret);
      if (!senderPublicKey) return shared(dh, enc, publicKey);
      const both = concat(dh, agree(secret, senderPublicKey));
      return shared(both, enc, publicKey, senderPublicKey);
    },
  };
}

/** DeriveKeyPair (RFC 9180 section 7.1.3). */
function deriveSecret({ id, kdf, group, secretSize, bitmask }: DhKemOptions, ikm: Bytes): Bytes {
  const suiteId = concat(utf8('KEM'), u16(id));
  const key = labeledExtract(kdf, suiteId, EMPTY, 'dkp_prk', ikm);
  if (bitmask === undefined) return labeledExpand(kdf, suiteId, key, 'sk', EMPTY, secretSize);
  for (let counter = 0; counter < 256; counter++) {
    const secret = labeledExpand(kdf, suiteId, key, 'candidate', u8(counter), secretSize);
    secret[0] = (secret[0] ?? 0) & bitmask;
    try {
      group.publicKeyOf(secret);
      return secret;
    } catch {
      // Not below the order of the group: the next candidate.
    }
  }
  throw new OhttpError('key-config-invalid', 'DeriveKeyPair');
}

function nist(curve: typeof p256): Group {
  return {
    publicKeyOf: (secret) => curve.getPublicKey(secret, false),
    // The shared point without its first byte: its x coordinate.
    agree: (secret, point) => curve.getSharedSecret(secret, point, true).subarray(1),
  };
}

function montgomery(curve: typeof x25519): Group {
  return {
    publicKeyOf: (secret) => curve.getPublicKey(secret),
    agree: (secret, point) => curve.getSharedSecret(secret, point),
  };
}

export const EXACT_DH_KEMS: readonly ExactKem[] = [
  dhKem({
    id: 0x0010,
    kdf: HKDF_SHA256,
    group: nist(p256),
    pointSize: 65,
    secretSize: 32,
    bitmask: 0xff,
  }),
  dhKem({
    id: 0x0011,
    kdf: HKDF_SHA384,
    group: nist(p384),
    pointSize: 97,
    secretSize: 48,
    bitmask: 0xff,
  }),
  dhKem({
    id: 0x0012,
    kdf: HKDF_SHA512,
    group: nist(p521),
    pointSize: 133,
    secretSize: 66,
    bitmask: 0x01,
  }),
  dhKem({ id: 0x0020, kdf: HKDF_SHA256, group: montgomery(x25519), pointSize: 32, secretSize: 32 }),
  dhKem({ id: 0x0021, kdf: HKDF_SHA512, group: montgomery(x448), pointSize: 56, secretSize: 56 }),
];

/** The KEM as the product's code takes it, with this one ephemeral secret. */
export function withEphemeral(kem: ExactKem, ephemeral: Bytes | undefined): Kem {
  const refuse = (): Promise<never> => Promise.reject(new TypeError('no ephemeral key'));
  return {
    id: kem.id,
    publicKeySize: kem.publicKeySize,
    encSize: kem.encSize,
    encap: (publicKey) => (ephemeral ? kem.encap(publicKey, ephemeral) : refuse()),
    generate: refuse,
  };
}

export async function exactPrivateKey(kem: ExactKem, secret: Bytes): Promise<KemPrivateKey> {
  return { publicKey: await kem.publicKeyOf(secret), decap: (enc) => kem.decap(enc, secret) };
}
