/**
 * How a gateway shows whose totals these are: its transcript, and evidence that binds it. Deterministic CBOR,
 *
 *   ["sotto activity gateway v1", transcript, evidence, ms since 1970 when the evidence was made]
 *
 * The evidence's nonce is no choice of the gateway's: the first 20 bytes of SHA-256("sotto activity v1" 00 │ transcript
 * hash). It is made when a key is first told of, not because of an ask, so its time says nothing of one.
 * Must never be believed for being read: see judge.ts.
 */
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { readCbor, writeCbor } from '../../lib/cbor/index.ts';
import {
  EVIDENCE_MAX_BYTES,
  parseTranscript,
  TRANSCRIPT_MAX_BYTES,
  transcriptHash,
  type Transcript,
} from '../../lib/binding/index.ts';
import { ActivityError } from './errors.ts';

const LABEL = 'sotto activity gateway v1';
const NONCE_LABEL = utf8('sotto activity v1\0');
const NONCE_LENGTH = 20;
export const MAX_INTRODUCTION_LENGTH = TRANSCRIPT_MAX_BYTES + EVIDENCE_MAX_BYTES + 64;

export interface Introduction {
  readonly transcriptBytes: Bytes;
  readonly evidence: Bytes;
  readonly atMs: number;
}

export interface ReadIntroduction extends Introduction {
  readonly transcript: Transcript;
  readonly transcriptHash: Bytes;
}

export function encodeIntroduction({ transcriptBytes, evidence, atMs }: Introduction): Bytes {
  return writeCbor([LABEL, transcriptBytes, evidence, atMs]);
}

export async function parseIntroduction(bytes: Bytes): Promise<ReadIntroduction> {
  try {
    const item = readCbor(bytes, { maxBytes: MAX_INTRODUCTION_LENGTH });
    const [label, transcript, evidence, at, ...more] = item.kind === 'array' ? item.value : [];
    const isWhole =
      label?.kind === 'text' &&
      label.value === LABEL &&
      transcript?.kind === 'bytes' &&
      evidence?.kind === 'bytes' &&
      at?.kind === 'unsigned' &&
      more.length === 0;
    if (!isWhole) throw new ActivityError('introduction-malformed');
    const transcriptBytes = transcript.value.slice();
    return {
      transcriptBytes,
      evidence: evidence.value.slice(),
      atMs: at.value,
      transcript: parseTranscript(transcriptBytes),
      transcriptHash: await transcriptHash(transcriptBytes),
    };
  } catch (cause) {
    if (cause instanceof ActivityError) throw cause;
    throw new ActivityError('introduction-malformed', undefined, { cause });
  }
}

/** The nonce that the evidence of this transcript must carry. */
export async function introductionNonce(hash: Bytes): Promise<Bytes> {
  const digest = await crypto.subtle.digest('SHA-256', concat(NONCE_LABEL, hash));
  return new Uint8Array(digest).slice(0, NONCE_LENGTH);
}
