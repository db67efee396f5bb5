/**
 * The hashes that stand for texts without giving them away.
 *
 *   request commitment  SHA-256("sotto request v1" 0x00 opening bytes)
 *   answer commitment   SHA-256("sotto answer v1" 0x00 opening bytes)
 *   log entry           SHA-256("sotto leaf v1" 0x00 leaf secret, receipt)
 *
 * Each secret is 32 random bytes chosen on the device and sent inside the seal, because a short question can be
 * guessed from a plain hash. Must never be called with a secret that has been used for another answer.
 */
import { concat, utf8, type Bytes } from '../bytes/index.ts';
import { ReceiptError } from './errors.ts';

export const OPENING_LENGTH = 32;

/** What the device keeps with a proof; the two openings leave it only together with the texts. */
export interface Openings {
  readonly request: Bytes;
  readonly answer: Bytes;
}

/** Over the inner binary HTTP request, without its trailing zero padding. */
export function requestCommitment(opening: Bytes, requestBytes: Bytes): Promise<Bytes> {
  return commit('sotto request v1', opening, requestBytes);
}

/** Over the answer's text as UTF-8. */
export function answerCommitment(opening: Bytes, answerBytes: Bytes): Promise<Bytes> {
  return commit('sotto answer v1', opening, answerBytes);
}

/** The 32 bytes that the log keeps for a receipt; without the leaf secret nobody can tell whose they are. */
export function leafEntry(leafSecret: Bytes, receiptBytes: Bytes): Promise<Bytes> {
  return commit('sotto leaf v1', leafSecret, receiptBytes);
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

async function commit(label: string, secret: Bytes, bytes: Bytes): Promise<Bytes> {
  // A secret of another length would make label, secret and bytes run into one another.
  if (secret.length !== OPENING_LENGTH) throw new ReceiptError('receipt-field-invalid', 'opening');
  return sha256(concat(utf8(`${label}\0`), secret, bytes));
}
