/**
 * The second verification: is this answer, to this request, what the attested enclave signed. Everything is compared
 * with this device's own bytes. Must never let a missing or wrong receipt count as anything but what it is.
 */
import { utf8, type Bytes } from '../bytes/index.ts';
import { verifyReceipt } from '../receipts/index.ts';
import type { AnswerSource } from './completion-event.ts';
import { viewOfCode } from './error-table.ts';
import { AskError } from './errors.ts';
import type { Sent } from './send.ts';
import type { Change } from './story.ts';

export async function checkReceipt(
  receipt: Bytes | null,
  answerText: string,
  { enclave, facts }: Sent,
): Promise<Change> {
  if (receipt === null) {
    return { proof: { receipt: 'missing' }, error: viewOfCode('receipt-missing') };
  }
  const verdict = await verifyReceipt(receipt, {
    receiptKey: enclave.transcript.receiptKey,
    transcriptHash: enclave.transcriptHash,
    keyConfigHash: enclave.keyConfigHash,
    requestBytes: facts.requestBytes,
    answerBytes: utf8(answerText),
    openings: facts.openings,
    allowedModels: [{ model: facts.model, upstream: facts.upstream }],
  });
  if (verdict.ok) return { receipt, proof: { receipt: 'holds' } };
  return { receipt, proof: { receipt: 'fails' }, error: viewOfCode(verdict.code) };
}

/** The answerer named in the stream must be the one that was asked for under the attested statement. */
export function requireSource(source: AnswerSource, { model }: Sent): void {
  const isAsAsked =
    source.model === model.id &&
    source.upstream === model.upstream &&
    source.isLanguageModel === model.isLanguageModel;
  if (!isAsAsked) throw new AskError('answer-model-differs');
}
