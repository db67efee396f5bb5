/**
 * Between an answer and its payment: an answer that is whole is paid for, one that broke off is refunded if it can be,
 * and the receipt signs which. Must never sign a price that was not taken.
 */
import type { Bytes } from '../../../lib/bytes/index.ts';
import { closeAnswer, type ClosedAsk, type ClosingDesk } from '../close-answer.ts';
import type { InnerRequest } from '../inner-request.ts';
import type { Closed, Finished } from '../production.ts';
import type { CreditsDesk, Payment } from './credits-desk.ts';

export interface Paid {
  payment: Payment | undefined;
}

/** Base64 of one blind signature and its frame in a batch. */
const REFUND_BYTES = 350;

/** Throws InnerRefusal. Where no credits are taken, nothing happens. */
export async function payFor(
  paid: Paid,
  desk: CreditsDesk | undefined,
  request: InnerRequest,
  plaintextLength: number,
): Promise<void> {
  if (desk !== undefined) paid.payment = await desk.take(request, plaintextLength);
}

export async function closePaid(
  desk: ClosingDesk,
  ask: ClosedAsk,
  { payment }: Paid,
  finished: Finished,
): Promise<Closed> {
  if (payment === undefined) return closeAnswer(desk, ask, finished);
  const refund = await settle(payment, finished);
  const credits = refund === undefined ? payment.credits : 0;
  return { ...(await closeAnswer(desk, { ...ask, credits }, finished)), refund };
}

/** An answer that is whole in the eyes of its model, or as long as its frames allow, is paid for. */
async function settle(payment: Payment, { reason, room }: Finished): Promise<Bytes | undefined> {
  if (reason !== 'error' || room < payment.credits * REFUND_BYTES) {
    // Should the disk refuse this record, the lock that is on it holds the credits all the same.
    await payment.spend().catch(() => undefined);
    return undefined;
  }
  const settled = await payment.giveBack(false).catch(() => undefined);
  return settled?.kind === 'refunded' ? settled.response : undefined;
}
