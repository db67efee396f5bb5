/**
 * The life of a key configuration, and its entry in the settlement log: whoever reads the log sees every key that a
 * gateway ever promised to use, and when, so that a key for one person alone cannot go unseen.
 *
 *   validity = u64 from | u64 until | u64 log index           24 bytes, big-endian; times in milliseconds
 *   entry    = SHA-256("sotto key v1" 00 || SHA-256(key configuration) || u64 from || u64 until)
 *
 * The index says where to look: the entry stands there or later. It is no part of the entry, which the log numbers.
 * Must never depend on anything but the transcript, so that every device computes the same entry.
 */
import { BytesError, concat, Reader, u64, utf8, type Bytes } from '../bytes/index.ts';
import { BindingError } from './errors.ts';

const LABEL = utf8('sotto key v1\0');
export const KEY_VALIDITY_BYTES = 24;
/** Dropping keys is the only forward secrecy there is (RFC 9458 section 6.6), so none may be promised for long. */
const LONGEST_MS = 32 * 24 * 3_600_000;

export interface KeyValidity {
  readonly fromMs: number;
  /** From then on the gateway opens nothing with it, and nobody seals to it. */
  readonly untilMs: number;
  /** No entry of the log before this one is the key's. */
  readonly logIndex: number;
}

export function encodeKeyValidity({ fromMs, untilMs, logIndex }: KeyValidity): Bytes {
  return concat(u64(fromMs), u64(untilMs), u64(logIndex));
}

/** Throws BindingError 'transcript-invalid'. */
export function parseKeyValidity(bytes: Bytes): KeyValidity {
  try {
    const reader = new Reader(bytes);
    const validity = { fromMs: reader.u64(), untilMs: reader.u64(), logIndex: reader.u64() };
    const lifeMs = validity.untilMs - validity.fromMs;
    if (lifeMs > 0 && lifeMs <= LONGEST_MS && reader.done) return validity;
  } catch (cause) {
    if (!(cause instanceof BytesError)) throw cause;
  }
  throw new BindingError('transcript-invalid', 'validity of the key');
}

/** The 32 bytes that stand in the log for a key configuration. */
export async function keyLogEntry(
  keyConfigHash: Bytes,
  { fromMs, untilMs }: KeyValidity,
): Promise<Bytes> {
  const bytes = concat(LABEL, keyConfigHash, u64(fromMs), u64(untilMs));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
