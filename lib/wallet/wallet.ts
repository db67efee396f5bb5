/**
 * The wallet as an ask uses it: credits are taken before anything is sealed, marked as leaving before the first byte
 * goes out, and given back only when it is certain that nothing left, or when the enclave said so inside the seal.
 * Every step is one sealed write that either happens whole or not at all, whatever is killed in between.
 * Must never hand one credit to two asks.
 */
import { WalletError } from './errors.ts';
import {
  purseOf,
  readState,
  withPurse,
  type Credit,
  type Prepared,
  type Purse,
  type PurseId,
  type Spending,
  type WalletState,
} from './state.ts';

/** One sealed value with compare-and-swap, shared by every context of the extension. */
export interface WalletStore {
  /** Its version grows with every write; 0 while there is none. */
  read(): Promise<{ readonly version: number; readonly value: unknown }>;
  /** False when somebody else wrote since. */
  write(version: number, value: unknown): Promise<boolean>;
}

/** What travels inside the seal, base64url. */
export interface Taken {
  readonly tokens: readonly string[];
  /** As many blinded requests, for the case that the enclave cannot answer. */
  readonly refunds: readonly string[];
}

export type SpendingEnd =
  /** Nothing left the device, or the enclave said inside the seal that it took nothing. */
  | { readonly kind: 'back' }
  | { readonly kind: 'spent' }
  /** Nobody can say: the request left, and no answer was opened. */
  | { readonly kind: 'lost' }
  /** The issuer's answer to the blinded requests. */
  | { readonly kind: 'refunded'; readonly response: string };

const MOST_TRIES = 50;

export async function changeWallet<T>(
  store: WalletStore,
  change: (state: WalletState) => { readonly state: WalletState; readonly result: T },
): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { version, value } = await store.read();
    const before = readState(value);
    const { state, result } = change(before);
    if (state === before) return result;
    // What could not be read again must never take the place of what can.
    if (await store.write(version, readState(state))) return result;
  }
  throw new WalletError('credits-unreadable', 'too many writers');
}

/** The same for a purse; a change that returns the purse it was given writes nothing. */
export function changePurse<T>(
  store: WalletStore,
  id: PurseId,
  change: (purse: Purse) => { readonly purse: Purse; readonly result: T },
): Promise<T> {
  return changeWallet(store, (state) => {
    const before = purseOf(state, id);
    const { purse, result } = change(before);
    return { state: purse === before ? state : withPurse(state, purse), result };
  });
}

/** Throws WalletError 'credits-none', or the code of what stops this purse. */
export function takeCredits(
  store: WalletStore,
  id: PurseId,
  ask: { readonly id: string; readonly count: number; readonly nowMs: number },
): Promise<Taken> {
  return changePurse(store, id, (found) => {
    const purse = withoutExpired(found, ask.nowMs);
    if (purse.problem !== null) throw new WalletError('credits-keys-differ');
    const { credits, prepared } = purse;
    const refunds = refundsIn(prepared, ask.count);
    // An ask without blinded requests is one that could never be refunded: it waits until some are prepared.
    if (credits.length < ask.count || refunds.length < ask.count) {
      throw new WalletError('credits-none');
    }
    const [taken, left] = [credits.slice(0, ask.count), credits.slice(ask.count)];
    const others = prepared.filter((one) => !refunds.includes(one));
    const spending: Spending = {
      ...{ ask: ask.id, isSent: false, credits: taken },
      ...{ refunds, refunded: null },
    };
    return {
      purse: {
        ...purse,
        credits: left,
        prepared: others,
        spendings: [...purse.spendings, spending],
      },
      result: {
        tokens: taken.map(({ token }) => token),
        refunds: refunds.map(({ request }) => request),
      },
    };
  });
}

/** To be awaited before the first byte goes out. */
export function markLeaving(store: WalletStore, ask: string): Promise<void> {
  return changeSpendings(store, ask, (purse, spending) => ({
    ...purse,
    spendings: purse.spendings.map((one) => (one === spending ? { ...one, isSent: true } : one)),
  }));
}

export function endSpending(store: WalletStore, ask: string, end: SpendingEnd): Promise<void> {
  return changeSpendings(store, ask, (purse, spending) => ended(purse, spending, end));
}

/**
 * The store of a worker: whatever it is first read for, what an earlier worker was killed over is settled before, and so
 * before this one can have an ask of its own under way.
 */
export function recovered(store: WalletStore): WalletStore {
  let done: Promise<void> | undefined;
  return {
    read: async () => {
      done ??= recoverSpendings(store).catch((thrown: unknown) => {
        done = undefined;
        throw thrown;
      });
      await done;
      return store.read();
    },
    write: (version, value) => store.write(version, value),
  };
}

/** What an earlier worker was killed over. It must not run while an ask is under way. */
export function recoverSpendings(store: WalletStore): Promise<void> {
  return changeWallet(store, (state) => {
    const open = state.purses.some((purse) => purse.spendings.some(isOpen));
    if (!open) return { state, result: undefined };
    const purses = state.purses.map((purse) =>
      purse.spendings
        .filter(isOpen)
        .reduce((now, one) => ended(now, one, { kind: one.isSent ? 'lost' : 'back' }), purse),
    );
    return { state: { ...state, purses }, result: undefined };
  });
}

function changeSpendings(
  store: WalletStore,
  ask: string,
  change: (purse: Purse, spending: Spending) => Purse,
): Promise<void> {
  return changeWallet(store, (state) => {
    for (const purse of state.purses) {
      const spending = purse.spendings.find((one) => one.ask === ask && isOpen(one));
      if (spending === undefined) continue;
      return { state: withPurse(state, change(purse, spending)), result: undefined };
    }
    return { state, result: undefined };
  });
}

function ended(purse: Purse, spending: Spending, end: SpendingEnd): Purse {
  const spendings = purse.spendings.filter((one) => one !== spending);
  const { length } = spending.credits;
  switch (end.kind) {
    case 'back':
      return {
        ...purse,
        spendings,
        // To the front: they are the oldest. A blinded request that left with them is not used a second time.
        credits: [...spending.credits, ...purse.credits],
        prepared: spending.isSent ? purse.prepared : [...spending.refunds, ...purse.prepared],
      };
    case 'spent':
      return { ...purse, spendings, spent: purse.spent + length };
    case 'lost':
      return { ...purse, spendings, lost: purse.lost + length };
    case 'refunded': {
      const waiting = { ...spending, credits: [], refunded: end.response };
      return { ...purse, spendings: [...spendings, waiting] };
    }
  }
}

function isOpen({ refunded }: Spending): boolean {
  return refunded === null;
}

/** Credits of keys that nobody takes any more. */
export function withoutExpired(purse: Purse, nowMs: number): Purse {
  const ended = new Set(
    purse.keys.filter(({ untilMs }) => untilMs <= nowMs).map(({ number }) => number),
  );
  const isGood = ({ keyNumber }: Credit | Prepared): boolean => !ended.has(keyNumber);
  const credits = purse.credits.filter(isGood);
  const prepared = purse.prepared.filter(isGood);
  const gone = purse.credits.length - credits.length;
  if (gone === 0 && prepared.length === purse.prepared.length) return purse;
  return { ...purse, credits, prepared, lost: purse.lost + gone };
}

/** All under one key, the newest that has enough: the issuer answers no mixed refund. */
function refundsIn(prepared: readonly Prepared[], count: number): Prepared[] {
  const numbers = new Set(prepared.map(({ keyNumber }) => keyNumber));
  const enough = [...numbers]
    .toSorted((a, b) => a - b)
    .map((number) => prepared.filter(({ keyNumber }) => keyNumber === number).slice(0, count))
    .filter(({ length }) => length === count);
  return enough.at(-1) ?? [];
}
