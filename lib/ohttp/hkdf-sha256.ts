/**
 * HKDF-SHA256 (RFC 5869). Any salt length is accepted: the response derivation of RFC 9458 uses one that is not Nh
 * bytes long, which the extract() of other HPKE libraries refuses.
 */
import { u8 } from '../bytes/index.ts';
import { EMPTY, type Kdf } from './hpke.ts';
import { hmacSha256 } from './sha256.ts';

export const HKDF_SHA256: Kdf = {
  id: 0x0001,
  size: 32,
  extract: (salt, secret) => hmacSha256(salt, secret),
  expand(key, info, length) {
    const output = new Uint8Array(length);
    let block = EMPTY;
    for (let at = 0, i = 1; at < length; at += block.length, i++) {
      block = hmacSha256(key, block, info, u8(i));
      output.set(block.subarray(0, length - at), at);
    }
    return output;
  },
};
