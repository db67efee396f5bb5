/**
 * How much padding brings a sealed request to one of a few lengths (traffic-analysis: what identifies is the tail,
 * so few and large classes). The zeros stand inside the seal, after the binary HTTP message (RFC 9292 section 3.8).
 */
import { MAX_CHUNK_SIZE } from './chunk-opener.ts';
import { OhttpError } from './errors.ts';
import { TAG_SIZE, type Suite } from './hpke.ts';
import { HEADER_SIZE, type MessageKind } from './protocol.ts';
import { varintSize } from './varint.ts';

/** The lengths of sealed requests: 98 of 100 asks fit the first. */
export const REQUEST_BUCKETS: readonly number[] = [4096, 16384, 32768];

/** The length of the sealed request for a plaintext length. */
export function sealedRequestSize(suite: Suite, kind: MessageKind, plaintextSize: number): number {
  const head = HEADER_SIZE + suite.kem.encSize;
  if (kind === 'single') return head + plaintextSize + TAG_SIZE;
  const full = Math.max(Math.ceil(plaintextSize / MAX_CHUNK_SIZE) - 1, 0);
  const perChunk = TAG_SIZE + varintSize(MAX_CHUNK_SIZE + TAG_SIZE);
  return head + plaintextSize + full * perChunk + 1 + TAG_SIZE;
}

/** Zeros to append so that the sealed request has the smallest bucket's length that it fits. */
export function paddingFor(
  suite: Suite,
  kind: MessageKind,
  plaintextSize: number,
  buckets: readonly number[] = REQUEST_BUCKETS,
): number {
  for (const bucket of buckets) {
    let padding = bucket - sealedRequestSize(suite, kind, plaintextSize);
    // Zeros that open one more chunk cost its framing too.
    while (padding > 0 && sealedRequestSize(suite, kind, plaintextSize + padding) > bucket) {
      padding -= sealedRequestSize(suite, kind, plaintextSize + padding) - bucket;
    }
    if (padding >= 0 && sealedRequestSize(suite, kind, plaintextSize + padding) === bucket) {
      return padding;
    }
  }
  throw new OhttpError('request-too-large');
}
