/**
 * Paying for an ask with credits: as many as its size costs are taken before it is sealed, marked before the first byte
 * leaves, and settled by what the enclave says inside the seal. What it does not say is not assumed: an ask that left
 * and whose answer never opened may have been answered and paid for.
 */
import type { Statement } from '../../binding/index.ts';
import { concat, fromBase64Url, toBase64Url, type Bytes } from '../../bytes/index.ts';
import { creditsFor } from '../../credits/index.ts';
import { codeOf } from '../../errors/index.ts';
import { REQUEST_BUCKETS, type Field } from '../../ohttp/index.ts';
import {
  endSpending,
  markLeaving,
  takeCredits,
  type PurseId,
  type SpendingEnd,
  type Taken,
  type WalletStore,
} from '../../wallet/index.ts';
import { NetworkError } from '../errors.ts';

/** Of a token and of a blinded request, as they travel. */
const TOKEN_BYTES = 354;
const REFUND_BYTES = 259;

export interface Purse {
  readonly store: WalletStore;
  readonly now: () => number;
  random(length: number): Bytes;
}

export function purseIdOf({ name, credits }: Statement): PurseId | undefined {
  if (credits === undefined) return undefined;
  return { issuer: credits.issuer, verifierKey: credits.issuerKey, service: name };
}

/**
 * What an ask of this model costs in all, and fields of the right size in place of the real ones.
 * Throws NetworkError 'question-too-large' where no size holds both question and credits.
 */
export function priceOf(
  { credits }: Statement,
  model: string,
  sizeWith: (fields: readonly Field[]) => number,
): { readonly count: number; readonly fields: readonly Field[] } {
  const each = credits?.prices.find((price) => price.model === model)?.credits ?? 0;
  // Credits take room, so that a larger price may need a larger size: the sizes are few, and the price grows with them.
  for (const bucket of each === 0 ? [] : REQUEST_BUCKETS) {
    const count = each * creditsFor(bucket);
    const fields = fieldsOf(
      [new Uint8Array(count * TOKEN_BYTES)],
      [new Uint8Array(count * REFUND_BYTES)],
    );
    if (sizeWith(fields) <= bucket) return { count, fields };
  }
  if (each > 0) throw new NetworkError('question-too-large');
  return { count: 0, fields: [] };
}

/** Credits taken for one ask. */
export interface Spend {
  readonly count: number;
  readonly fields: readonly Field[];
  /** Awaited before the first byte goes out. */
  leaving(): Promise<void>;
  end(end: SpendingEnd): Promise<void>;
}

export const FREE: Spend = {
  count: 0,
  fields: [],
  leaving: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

export async function takeFor(purse: Purse, id: PurseId, count: number): Promise<Spend> {
  const ask = toBase64Url(purse.random(12));
  const taken = await takeCredits(purse.store, id, { id: ask, count, nowMs: purse.now() });
  return {
    count,
    fields: fieldsOfTaken(taken),
    leaving: () => markLeaving(purse.store, ask),
    end: (end) => endSpending(purse.store, ask, end),
  };
}

function fieldsOfTaken({ tokens, refunds }: Taken): Field[] {
  return fieldsOf(tokens.map(fromBase64Url), refunds.map(fromBase64Url));
}

function fieldsOf(tokens: readonly Bytes[], refunds: readonly Bytes[]): Field[] {
  return [
    ['sotto-credits', toBase64Url(concat(...tokens))],
    ['sotto-refund', toBase64Url(concat(...refunds))],
  ];
}

/** By a refusal from outside of the seal, which proves nothing. */
export function endingAfter(thrown: unknown): SpendingEnd {
  // The same question is sealed again to the key that took its place, with the very same credits: had the first been
  // taken up after all, they would be refused as spent, and nothing would be paid twice.
  return { kind: codeOf(thrown) === 'gateway-key-mismatch' ? 'back' : 'lost' };
}

/** Of as many blind signatures as an ask may carry credits; what is longer is no refund. */
const MAX_REFUND_BYTES = 12_288;

/** By the answer, opened: the enclave's own word. */
export function endingOf(told: {
  readonly kept: boolean;
  readonly refund: Bytes | undefined;
}): SpendingEnd {
  if (told.refund !== undefined && told.refund.length <= MAX_REFUND_BYTES) {
    return { kind: 'refunded', response: toBase64Url(told.refund) };
  }
  return { kind: told.kept ? 'back' : 'spent' };
}
