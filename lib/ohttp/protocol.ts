/**
 * What client and gateway derive alike (RFC 9458 section 4, draft-ietf-ohai-chunked-ohttp-08 sections 4 and 6):
 *
 *   hdr  = key_id(1) | kem_id(2) | kdf_id(2) | aead_id(2)
 *   info = request label | 0x00 | hdr
 *   secret = Export(response label, max(Nn, Nk));  salt = enc | response_nonce
 *   prk = Extract(salt, secret);  key = Expand(prk, "key", Nk);  nonce = Expand(prk, "nonce", Nn)
 */
import { concat, u16, u8, utf8, type Bytes } from '../bytes/index.ts';
import { exportSecret, type AeadKey, type Suite } from './hpke.ts';

export type MessageKind = 'single' | 'chunked';

export const HEADER_SIZE = 7;
const LABELS = {
  single: ['message/bhttp request', 'message/bhttp response'],
  chunked: ['message/bhttp chunked request', 'message/bhttp chunked response'],
} as const;

/** An AEAD key and the nonce that the message counter is mixed into. */
export interface MessageKey {
  readonly key: AeadKey;
  readonly baseNonce: Bytes;
}

export function requestHeader(keyId: number, { kem, kdf, aead }: Suite): Bytes {
  return concat(u8(keyId), u16(kem.id), u16(kdf.id), u16(aead.id));
}

/** The HPKE info: it authenticates the header, which travels outside of the seal. */
export function requestInfo(kind: MessageKind, header: Bytes): Bytes {
  return concat(utf8(LABELS[kind][0]), u8(0), header);
}

/** Length of the response nonce and of the exported secret: 16 for AES-128-GCM, 32 for the others. */
export function responseNonceSize({ aead }: Suite): number {
  return Math.max(aead.nonceSize, aead.keySize);
}

/** The intermediate values under their RFC names, for the vectors. */
export function responseSecrets(
  suite: Suite,
  exporterSecret: Bytes,
  kind: MessageKind,
  salt: Bytes,
): { secret: Bytes; prk: Bytes; key: Bytes; nonce: Bytes } {
  const { kdf, aead } = suite;
  const label = utf8(LABELS[kind][1]);
  const secret = exportSecret(suite, exporterSecret, label, responseNonceSize(suite));
  const prk = kdf.extract(salt, secret);
  return {
    secret,
    prk,
    key: kdf.expand(prk, utf8('key'), aead.keySize),
    nonce: kdf.expand(prk, utf8('nonce'), aead.nonceSize),
  };
}

/** The key that seals one response. Synchronous where the AEAD's import is. */
export function responseKey(
  suite: Suite,
  exporterSecret: Bytes,
  kind: MessageKind,
  enc: Bytes,
  responseNonce: Bytes,
): MessageKey | Promise<MessageKey> {
  const derived = responseSecrets(suite, exporterSecret, kind, concat(enc, responseNonce));
  return messageKey(suite, derived.key, derived.nonce);
}

export function messageKey(
  suite: Suite,
  rawKey: Bytes,
  baseNonce: Bytes,
): MessageKey | Promise<MessageKey> {
  const key = suite.aead.importKey(rawKey);
  return key instanceof Promise
    ? key.then((ready) => ({ key: ready, baseNonce }))
    : { key, baseNonce };
}

/** baseNonce XOR I2OSP(sequence, Nn). No message here comes near 2^53 chunks. */
export function nonceAt(baseNonce: Bytes, sequence: number): Bytes {
  const nonce = baseNonce.slice();
  for (let i = nonce.length - 1, rest = sequence; rest > 0; i--, rest = Math.floor(rest / 256)) {
    nonce[i] = (nonce[i] ?? 0) ^ (rest % 256);
  }
  return nonce;
}
