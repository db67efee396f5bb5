/**
 * Vouchers that the person gave, each waiting for its time. Fetching happens at random times that have nothing to do
 * with asking: a purchase next to a question in two logs would join them. Must never be set off by an ask.
 */
import { toBase64Url, type Bytes } from '../bytes/index.ts';
import { WalletError } from './errors.ts';
import { MAX_VOUCHERS, type Purse, type PurseId, type WalletState } from './state.ts';
import { changePurse, changeWallet, type WalletStore } from './wallet.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The first batch within the hour, the others days apart, each at a time of its own. */
const FIRST_MS = [10 * MINUTE_MS, HOUR_MS] as const;
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
    const kept = { id: name, text, dueMs, order: null, fetched: 0, problem: null, tried: null };
    const others = purse.vouchers.filter((one) => one.text !== text);
    // Those that are worth nothing more make room; one that still waits never does.
    const spareAt = others.findIndex(({ problem }) => problem !== null);
    const isFull = others.length >= MAX_VOUCHERS;
    if (isFull && spareAt < 0) throw new WalletError('credits-vouchers-many');
    const room = isFull ? others.toSpliced(spareAt, 1) : others;
    return { purse: { ...purse, vouchers: [...room, kept] }, result: undefined };
  });
}

export function forgetVoucher(store: WalletStore, id: PurseId, voucher: string): Promise<void> {
  return changePurse(store, id, (purse) => ({
    purse: { ...purse, vouchers: purse.vouchers.filter((one) => one.id !== voucher) },
    result: undefined,
  }));
}

/** While the keys differ nothing is fetched; only whether they still do is looked at, now and then. */
function timesOf({ vouchers, problem, lookMs }: Purse): number[] {
  if (problem !== null) return lookMs === null ? [] : [lookMs];
  return vouchers.filter((one) => one.problem === null).map(({ dueMs }) => dueMs);
}

/** The person wants to know now whether the keys still differ. */
export function lookNow(store: WalletStore, id: PurseId, nowMs: number): Promise<void> {
  return changePurse(store, id, (purse) => ({
    purse: purse.problem === null ? purse : { ...purse, lookMs: nowMs },
    result: undefined,
  }));
}

/** An alarm rings within a minute of its time; what is this late was missed while the browser was shut or asleep. */
const MISSED_MS = 5 * MINUTE_MS;

/**
 * The next time at which something is to be fetched; undefined when nothing waits. What was missed gets a new time
 * first: whoever opens the browser asks something soon, and what was due would be fetched beside that question.
 */
export function nextDueMs(
  store: WalletStore,
  nowMs: number,
  random: Random,
): Promise<number | undefined> {
  return changeWallet(store, (before) => {
    const state = withoutMissed(before, nowMs, random);
    const times = state.purses.flatMap(timesOf);
    return { state, result: times.length === 0 ? undefined : Math.min(...times) };
  });
}

/** The same state where nothing was missed. */
function withoutMissed(state: WalletState, nowMs: number, random: Random): WalletState {
  const isMissed = (dueMs: number): boolean => dueMs < nowMs - MISSED_MS;
  if (!state.purses.flatMap(timesOf).some(isMissed)) return state;
  const redrawn = (dueMs: number): number =>
    isMissed(dueMs) ? randomTime('retry', nowMs, random) : dueMs;
  const purses = state.purses.map((purse) => ({
    ...purse,
    lookMs: purse.lookMs === null ? null : redrawn(purse.lookMs),
    vouchers: purse.vouchers.map((one) => ({ ...one, dueMs: redrawn(one.dueMs) })),
  }));
  return { ...state, purses };
}

/** What was due and could not even be tried: the relay is away, or other credits are asked for at the moment. */
export function putOffDue(store: WalletStore, nowMs: number, random: Random): Promise<void> {
  const later = (): number => randomTime('retry', nowMs, random);
  return changeWallet(store, (state) => {
    const isDue = (dueMs: number): boolean => dueMs <= nowMs;
    if (!state.purses.flatMap(timesOf).some(isDue)) return { state, result: undefined };
    const purses = state.purses.map((purse) => ({
      ...purse,
      lookMs: purse.lookMs !== null && isDue(purse.lookMs) ? later() : purse.lookMs,
      vouchers: purse.vouchers.map((one) =>
        one.problem === null && isDue(one.dueMs)
          ? { ...one, dueMs: later(), tried: one.tried ?? 'credits-issuer-unreachable' }
          : one,
      ),
    }));
    return { state: { ...state, purses }, result: undefined };
  });
}
