/**
 * The second verification: is this answer, to this request, what the attested enclave signed. Everything is compared
 * with this device's own bytes. Must never let a missing or wrong receipt count as anything but what it is.
 */
import {
  answerersOf,
  upstreamsOf,
  type StatementModel,
  type Transcript,
} from '../../binding/index.ts';
import { utf8, type Bytes } from '../../bytes/index.ts';
import type { ProofFacts } from '../../proofs/index.ts';
import { isPriceOf, verifyReceipt, type CreditsGiven } from '../../receipts/index.ts';
import { NetworkError } from '../errors.ts';
import type { AnswerVerdict } from '../network.ts';
import type { AnswerSource } from './completion-event.ts';

export interface Bound {
  readonly transcript: Transcript;
  readonly transcriptHash: Bytes;
  readonly keyConfigHash: Bytes;
}

export async function checkReceipt(
  receipt: Bytes | null,
  answerText: string,
  facts: ProofFacts,
  credits: CreditsGiven,
  { transcript, transcriptHash, keyConfigHash }: Bound,
): Promise<AnswerVerdict> {
  const toldBytes = utf8(answerText).length + (receipt?.length ?? 0);
  const said = { receipt, toldBytes, isWatched: true };
  if (receipt === null) return { ...said, state: 'missing', code: 'receipt-missing' };
  const verdict = await verifyReceipt(receipt, {
    receiptKey: transcript.receiptKey,
    transcriptHash,
    keyConfigHash,
    requestBytes: facts.requestBytes,
    answerBytes: utf8(answerText),
    openings: facts.openings,
    allowedModels: answerersOf(transcript.statement).filter(({ model }) => model === facts.model),
  });
  if (!verdict.ok) return { ...said, state: 'fails', code: verdict.code };
  const { inputTokens, outputTokens, price, upstream } = verdict.receipt;
  if (!isPriceOf(price, credits)) {
    return { ...said, state: 'fails', code: 'receipt-price-mismatch' };
  }
  const usage = { inputTokens, outputTokens, ...price, cost: { ...price } };
  return { ...said, state: 'holds', upstream, usage };
}

/** The answerer named in the stream must be the one that was asked for under the attested statement. */
export function requireSource(source: AnswerSource, model: StatementModel): void {
  const isAsAsked =
    source.model === model.id &&
    upstreamsOf(model).includes(source.upstream) &&
    source.isLanguageModel === model.isLanguageModel;
  if (!isAsAsked) throw new NetworkError('answer-model-differs');
}
