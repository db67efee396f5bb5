/**
 * Vouchers that the person gave, each waiting for its time. Fetching happens at random times that have nothing to do
 * with asking: a purchase next to a question in two logs would join them. Must never be set off by an ask.
 */
import { toBase64Url, type Bytes } from '../bytes/index.ts';
import { WalletError } from './errors.ts';
import { readState, type PurseId } from './state.ts';
import { changePurse, type WalletStore } from './wallet.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The first batch within the hour, the others days apart, each at a time of its own. */
const FIRST_MS = [5 * MINUTE_MS, HOUR_MS] as const;
const NEXT_MS = [2 * HOUR_MS, 48 * HOUR_MS] as const;
const RETRY_MS = [10 * MINUTE_MS, 2 * HOUR_MS] as const;

export type Random = (length: number) => Bytes;
export type Wait = 'first' | 'next' | 'retry';
const WAITS: Readonly<Record<Wait, readonly [least: number, most: number]>> = {
  first: FIRST_MS,
  next: NEXT_MS,
  retry: RETRY_MS,
};

export function randomTime(wait: Wait, nowMs: number, random: Random): number {
  const [least, most] = WAITS[wait];
  const [a = 0, b = 0, c = 0] = random(3);
  const share = (a * 65_536 + b * 256 + c) / 0xff_ff_ff;
  return Math.round(nowMs + least + share * (most - least));
}

/** Keeps a voucher until its time; throws WalletError 'credits-voucher-used' when it is there already. */
export function addVoucher(
  store: WalletStore,
  id: PurseId,
  voucher: { readonly text: string; readonly isNow: boolean; readonly nowMs: number },
  random: Random,
): Promise<void> {
  const text = voucher.text.trim();
  if (text === '' || text.length > 2048) throw new WalletError('credits-voucher-invalid');
  const dueMs = voucher.isNow ? voucher.nowMs : randomTime('first', voucher.nowMs, random);
  return changePurse(store, id, (purse) => {
    if (purse.vouchers.some((one) => one.text === text && one.problem === null)) {
      throw new WalletError('credits-voucher-used', 'waiting already');
    }
    const name = toBase64Url(random(9));
    const kept = { id: name, text, dueMs, order: null, fetched: 0, problem: null };
    const others = purse.vouchers.filter((one) => one.text !== text).slice(-15);
    return { purse: { ...purse, vouchers: [...others, kept] }, result: undefined };
  });
}

export function forgetVoucher(store: WalletStore, id: PurseId, voucher: string): Promise<void> {
  return changePurse(store, id, (purse) => ({
    purse: { ...purse, vouchers: purse.vouchers.filter((one) => one.id !== voucher) },
    result: undefined,
  }));
}

/** The next time at which something is to be fetched; undefined when nothing waits. */
export async function nextDueMs(store: WalletStore): Promise<number | undefined> {
  const { purses } = readState((await store.read()).value);
  const times = purses.flatMap(({ vouchers, problem }) =>
    problem === null
      ? vouchers.filter((one) => one.problem === null).map(({ dueMs }) => dueMs)
      : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}
