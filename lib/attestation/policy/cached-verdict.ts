/**
 * Decides whether a verification made earlier may still be relied on: for a bounded time, while its certificates are
 * valid, and for exactly the key bytes it was made for. Costs one comparison instead of five signatures.
 */
import { equal, type Bytes } from '../../bytes/index.ts';

export interface CachedVerdict {
  readonly verifiedAtMs: number;
  /** When the first certificate behind it ends. */
  readonly validUntilMs: number;
  /** The bytes that the verification bound: the key configuration as served. */
  readonly keyBytes: Bytes;
}

const CACHED_VERDICT_MS = 600_000;

export function isVerdictCurrent(
  cached: CachedVerdict,
  { now, keyBytes, maxAgeMs }: { now: number; keyBytes: Bytes; maxAgeMs?: number },
): boolean {
  const ageMs = now - cached.verifiedAtMs;
  // A negative age means the clock was set back: how old the verdict is can then not be known.
  return (
    ageMs >= 0 &&
    ageMs < (maxAgeMs ?? CACHED_VERDICT_MS) &&
    now <= cached.validUntilMs &&
    equal(cached.keyBytes, keyBytes)
  );
}
