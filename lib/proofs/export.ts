/**
 * A kept ask as a proof file. Must never put a text or an opening into it that the person did not ask for: without the
 * plaintext only the receipt's commitments are left, and these give nothing away.
 */
import { parseTranscript } from '../binding/index.ts';
import { ProofsError } from './errors.ts';
import { encodeProofFile, type ProofFile } from './file/encode.ts';
import { encodeOpengradientFile, opengradientFileOf } from './opengradient-file/encode.ts';
import { isWithoutTexts, type KeptAsk } from './proof.ts';

/** Throws ProofsError 'proof-incomplete' where there is no receipt to prove anything with. */
export function proofTextOf(kept: KeptAsk, withPlaintext: boolean): string {
  return kept.facts?.network === 'opengradient'
    ? encodeOpengradientFile(opengradientFileOf(kept, withPlaintext))
    : encodeProofFile(proofFileOf(kept, withPlaintext));
}

/** The same as a value, of an ask over our own network. */
export function proofFileOf(kept: KeptAsk, withPlaintext: boolean): ProofFile {
  const { facts, settlement } = kept;
  if (facts === null || facts.receipt === null) throw new ProofsError('proof-incomplete');
  // What another network keeps has a format of its own.
  if (facts.network !== undefined) throw new ProofsError('proof-incomplete');
  const { requestBytes, openings } = facts;
  const proof = settlement?.proof ?? null;
  return {
    // The question was sealed after both: the enclave may have been verified only after Send.
    recordedAtMs: Math.max(kept.createdAtMs, facts.verifiedAtMs),
    evidence: facts.evidence,
    nonce: facts.nonce,
    transcript: facts.transcript,
    keys: parseTranscript(facts.transcript).keyConfig,
    receipt: facts.receipt,
    settlement: proof && {
      leafSecret: openings.leaf,
      index: BigInt(proof.index),
      hashes: proof.hashes,
      checkpoint: proof.checkpoint,
    },
    plaintext:
      withPlaintext && !isWithoutTexts(facts)
        ? {
            request: requestBytes,
            requestOpening: openings.request,
            answer: kept.text.answer,
            answerOpening: openings.answer,
          }
        : null,
  };
}
