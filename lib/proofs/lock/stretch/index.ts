/**
 * Argon2id (RFC 9106) by @noble/hashes: makes guessing a passphrase slow and large. Behind a door of its own: it runs in
 * a web worker, and no screen carries its code.
 */
import { argon2id } from '@noble/hashes/argon2.js';
import { count, record, type Parser } from '../../../shape/index.ts';
import { byteString } from '../../records.ts';
import type { Bytes } from '../../../bytes/index.ts';
import type { Cost } from '../wrapped-key.ts';

export interface StretchInput {
  readonly passphrase: Bytes;
  readonly salt: Bytes;
  readonly cost: Cost;
}

const MOST_KIB = 1_048_576;

const inputShape: Parser<StretchInput> = record({
  passphrase: byteString(4096),
  salt: byteString(16),
  cost: record({ m: count(MOST_KIB), t: count(16), p: count(16) }),
});

/** 32 bytes of what a page posted. */
export function stretch(value: unknown): Bytes {
  const { passphrase, salt, cost } = inputShape(value);
  return argon2id(passphrase, salt, { ...cost, dkLen: 32 }).slice();
}
