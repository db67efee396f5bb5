/**
 * The hashes of a Merkle tree, RFC 6962 section 2.1 with SHA-256. Two prefixes keep an inner node from ever
 * passing for a leaf. Must never re-encode an entry: what is hashed is what was logged.
 */
import { sha256 as sha256Of } from '@noble/hashes/sha2.js';
import { concat, fromHex, type Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';

export const HASH_LENGTH = 32;

/** The root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Bytes = fromHex(
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
);

const LEAF_PREFIX = new Uint8Array([0]);
const NODE_PREFIX = new Uint8Array([1]);

/** Not WebCrypto's: a call of it costs ten times the hash of two nodes, and a tree is thousands of them. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return sha256Of(bytes);
}

export function leafHash(entry: Bytes): Promise<Bytes> {
  return sha256(concat(LEAF_PREFIX, entry));
}

export async function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  if (left.length !== HASH_LENGTH || right.length !== HASH_LENGTH) {
    throw new SettlementError('tile-malformed', 'a hash is not 32 bytes');
  }
  return sha256(concat(NODE_PREFIX, left, right));
}

/** Hashes each complete pair of one level; a last one without a partner is left out. */
export function hashPairs(hashes: readonly Bytes[]): Promise<Bytes[]> {
  const parents: Promise<Bytes>[] = [];
  for (let i = 0; i + 1 < hashes.length; i += 2) {
    const [left, right] = [hashes[i], hashes[i + 1]];
    if (left !== undefined && right !== undefined) parents.push(nodeHash(left, right));
  }
  return Promise.all(parents);
}
