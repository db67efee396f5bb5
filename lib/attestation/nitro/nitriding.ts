/**
 * The layout of `user_data` under nitriding, the daemon that enclaves run behind: 12 20 ‖ SHA-256 of its TLS
 * certificate ‖ 12 20 ‖ the hash that the application registered (12 20 is the multihash head of SHA-256).
 * Must never be read loosely: an application that did not register leaves 32 zero bytes, which is no hash.
 */
import type { Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

export interface NitridingUserData {
  /** Not checkable in a browser, which cannot see the TLS certificate of its own fetch. */
  readonly tlsCertificateHash: Bytes;
  readonly appKeyHash: Bytes;
}

export function parseNitridingUserData(userData: Bytes | null): NitridingUserData {
  if (userData?.length !== 68) refuse('binding-mismatch', 'prefix');
  for (const at of [0, 34]) {
    if (userData[at] !== 0x12 || userData[at + 1] !== 0x20) refuse('binding-mismatch', 'prefix');
  }
  const appKeyHash = userData.subarray(36);
  if (appKeyHash.every((byte) => byte === 0)) refuse('binding-mismatch', 'zero');
  return { tlsCertificateHash: userData.subarray(2, 34), appKeyHash };
}
