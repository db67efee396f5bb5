/**
 * The end of an answer: counted, priced, its receipt signed, its leaf on the way to the log.
 * Must never sign what was not delivered: the text is exactly what went to the composer.
 */
import { utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  answerCommitment,
  leafEntry,
  requestCommitment,
  signReceipt,
  type Sign,
} from '../../lib/receipts/index.ts';
import type { Usage } from './answer-events.ts';
import type { Epoch } from './epoch.ts';
import type { InnerRequest } from './inner-request.ts';
import type { Model } from './models/model.ts';
import { amountFor } from './price.ts';
import type { Finished } from './production.ts';

export interface ClosingDesk {
  readonly sign: Sign;
  readonly evidenceDigest: () => Bytes;
  readonly now: () => number;
  /**
   * Takes the log entry, which is settled later, and counted for its model then; resolves when a kill can no longer
   * lose it.
   */
  readonly settle: (entry: Bytes, model: string) => Promise<void>;
}

/** For servers that count nothing: about four bytes of text a token. */
const BYTES_PER_TOKEN = 4;

export interface ClosedAsk {
  readonly epoch: Epoch;
  readonly request: InnerRequest;
  readonly model: Model;
  readonly startedAtMs: number;
  /** What it cost in credits, where credits are taken; money otherwise. */
  readonly credits?: number | undefined;
}

/** As it stands in receipts: the number was fixed before the ask was sent, and is signed here. */
const CREDITS = 'CREDITS';

export async function closeAnswer(
  desk: ClosingDesk,
  ask: ClosedAsk,
  finished: Finished,
): Promise<{ receipt: Bytes; usage: Usage }> {
  const { epoch, request, model, startedAtMs, credits } = ask;
  const answerBytes = utf8(finished.text);
  const usage = finished.usage ?? estimate(request, answerBytes);
  const receipt = await signReceipt(
    {
      keyConfigHash: epoch.keyConfigHash,
      transcriptHash: epoch.transcriptHash,
      requestCommitment: await requestCommitment(request.requestOpening, request.requestBytes),
      answerCommitment: await answerCommitment(request.answerOpening, answerBytes),
      model: model.id,
      upstream: finished.upstream,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      price:
        credits === undefined
          ? { currency: model.price.currency, amount: amountFor(model.price, usage) }
          : { currency: CREDITS, amount: String(credits) },
      startedAtMs,
      // A clock that was set back in between must not make the receipt unreadable.
      finishedAtMs: Math.max(startedAtMs, desk.now()),
      evidenceDigest: desk.evidenceDigest(),
      finishReason: finished.reason,
    },
    desk.sign,
  );
  // Before the device has the receipt: from then on it is a promise.
  await desk.settle(await leafEntry(request.leafSecret, receipt), model.id);
  return { receipt, usage };
}

function estimate(request: InnerRequest, answerBytes: Bytes): Usage {
  const asked = request.messages.reduce((sum, { content }) => sum + utf8(content).length, 0);
  return {
    inputTokens: Math.ceil(asked / BYTES_PER_TOKEN),
    outputTokens: Math.ceil(answerBytes.length / BYTES_PER_TOKEN),
  };
}
