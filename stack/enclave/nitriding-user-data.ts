/**
 * The 68 bytes that nitriding puts into user_data: two SHA-256 hashes, each behind its multihash prefix (12 20).
 * The TLS hash cannot be checked by a browser and is only carried along.
 */
import { concat, type Bytes } from '../../lib/bytes/index.ts';

const MULTIHASH_SHA256 = Uint8Array.of(0x12, 0x20);

export function nitridingUserData(tlsHash: Bytes, appKeyHash: Bytes): Bytes {
  return concat(MULTIHASH_SHA256, tlsHash, MULTIHASH_SHA256, appKeyHash);
}
