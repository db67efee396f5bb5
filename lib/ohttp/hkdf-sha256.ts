/**
 * HKDF-SHA256 (RFC 5869) on a synchronous SHA-256. One exchange needs a dozen HMACs; through WebCrypto each costs
 * a trip to another thread (86 microseconds in Firefox, 126 in Node), here 5 to 13 (README.md, Engine).
 * Any salt length is accepted: the response derivation of RFC 9458 uses one that is not Nh bytes long.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { u8, type Bytes } from '../bytes/index.ts';
import { EMPTY, type Kdf } from './hpke.ts';

const BLOCK_SIZE = 64;

/** HMAC-SHA256 (RFC 2104) over the parts in order. */
function hmac(key: Bytes, ...parts: readonly Bytes[]): Bytes {
  const pad = new Uint8Array(BLOCK_SIZE);
  pad.set(key.length > BLOCK_SIZE ? sha256(key) : key);
  const inner = sha256.create().update(pad.map((byte) => byte ^ 0x36));
  for (const part of parts) inner.update(part);
  const outer = sha256.create().update(pad.map((byte) => byte ^ 0x5c));
  pad.fill(0);
  return new Uint8Array(outer.update(inner.digest()).digest());
}

export const HKDF_SHA256: Kdf = {
  id: 0x0001,
  size: 32,
  extract: (salt, secret) => hmac(salt, secret),
  expand(key, info, length) {
    const output = new Uint8Array(length);
    let block = EMPTY;
    for (let at = 0, i = 1; at < length; at += block.length, i++) {
      block = hmac(key, block, info, u8(i));
      output.set(block.subarray(0, length - at), at);
    }
    return output;
  },
};
