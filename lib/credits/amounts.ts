/**
 * What an ask costs in credits: a whole number that follows from the size class of the sealed request alone, so that
 * the number shows nothing that the size does not. Must never depend on the answer: the price is fixed before Send.
 */

/** Bytes that one credit carries. */
const BYTES_PER_CREDIT = 4096;

/** @param sealedLength Length of the padded, sealed request: 4096, 16384 or 32768 bytes. */
export function creditsFor(sealedLength: number): number {
  return Math.max(1, Math.ceil(sealedLength / BYTES_PER_CREDIT));
}
