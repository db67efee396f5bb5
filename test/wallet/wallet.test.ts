import { describe, expect, it } from 'vitest';
import {
  addVoucher,
  endSpending,
  markLeaving,
  nextDueMs,
  putOffDue,
  recovered,
  recoverSpendings,
  takeCredits,
  viewWallet,
  type WalletStore,
} from '../../lib/wallet/index.ts';
import {
  EMPTY_WALLET,
  purseOf,
  readState,
  withPurse,
  type Credit,
  type Prepared,
} from '../../lib/wallet/state.ts';
import { random } from '../fakes/random.ts';
import { createWalletStore, type FakeWalletStore } from '../fakes/wallet-store.ts';

const ID = { issuer: 'issuer.test', verifierKey: 'key', service: 'gateway.test' };

async function walletOf(count: number): Promise<FakeWalletStore> {
  const store = createWalletStore();
  const credits = Array.from({ length: count }, (_, i): Credit => {
    return { token: `token-${i}`, keyNumber: 1 };
  });
  const secrets = { nonce: 'n', salt: 's', blind: 'b' };
  const prepared = Array.from({ length: count }, (_, i): Prepared => {
    return { keyNumber: 1, secrets, request: `request-${i}` };
  });
  const key = { number: 1, entryHex: '0'.repeat(64), spki: 'a', isLogged: true };
  const keys = [{ ...key, fromMs: 0, stopMs: 1000, untilMs: 2000 }];
  await store.write(
    0,
    withPurse(EMPTY_WALLET, { ...purseOf(EMPTY_WALLET, ID), credits, prepared, keys }),
  );
  return store;
}

const take = (store: WalletStore, id: string, count = 2): ReturnType<typeof takeCredits> =>
  takeCredits(store, ID, { id, count, nowMs: 0 });

describe('the wallet', () => {
  it('never hands one credit to two asks, however many come at once', async () => {
    const store = await walletOf(20);
    const taken = await Promise.all(Array.from({ length: 10 }, (_, i) => take(store, `ask-${i}`)));
    const tokens = taken.flatMap((one) => one.tokens);
    expect(new Set(tokens).size).toBe(20);
    await expect(take(store, 'late')).rejects.toThrow(/credits-none/);
  });

  it('gives back what a worker was killed over before it left, and nothing that may have left', async () => {
    const store = await walletOf(6);
    await take(store, 'sealed');
    await take(store, 'sent');
    await markLeaving(store, 'sent');
    await recoverSpendings(store);
    expect(await viewWallet(store, ID, 0)).toMatchObject({ balance: 4, lost: 2, underWay: 0 });
    await recoverSpendings(store);
    expect(await viewWallet(store, ID, 0)).toMatchObject({ balance: 4, lost: 2 });
  });

  it.each([0, 1, 2, 3])('killed after %s writes, every credit is in one place', async (writes) => {
    const store = await walletOf(6);
    store.dieAfter = store.writes + writes;
    const story = async (): Promise<void> => {
      await take(store, 'ask');
      await markLeaving(store, 'ask');
      await endSpending(store, 'ask', { kind: 'spent' });
    };
    await story().catch(() => undefined);
    store.dieAfter = Number.POSITIVE_INFINITY;
    await recoverSpendings(store);
    const { balance, spent, lost, underWay } = await viewWallet(store, ID, 0);
    expect(balance + spent + lost).toBe(6);
    expect(underWay).toBe(0);
    // Only what had been marked as leaving is gone.
    expect(balance).toBe(writes < 2 ? 6 : 4);
  });

  it('says an ending once', async () => {
    const store = await walletOf(4);
    await take(store, 'ask');
    await endSpending(store, 'ask', { kind: 'back' });
    await endSpending(store, 'ask', { kind: 'spent' });
    await endSpending(store, 'never', { kind: 'spent' });
    expect(await viewWallet(store, ID, 0)).toMatchObject({ balance: 4, spent: 0 });
  });

  it('counts credits of a key that nobody takes any more as lost, and hands none out', async () => {
    const store = await walletOf(4);
    expect(await viewWallet(store, ID, 2000)).toMatchObject({ balance: 0, lost: 4 });
    const ask = { id: 'ask', count: 1, nowMs: 2000 };
    await expect(takeCredits(store, ID, ask)).rejects.toThrow(/credits-none/);
  });
});

describe('what is kept', () => {
  const now = { isNow: true, nowMs: 0 };

  it('is never replaced by what could not be read again', async () => {
    const store = await walletOf(4);
    await take(store, 'ask');
    const response = 'A'.repeat(30_000);
    const oversize = endSpending(store, 'ask', { kind: 'refunded', response });
    await expect(oversize).rejects.toThrow(/credits-unreadable/);
    expect(await viewWallet(store, ID, 0)).toMatchObject({ balance: 2, underWay: 2 });
  });

  it('holds sixteen vouchers, and pushes none out that still waits', async () => {
    const store = await walletOf(0);
    for (let i = 0; i < 16; i++) await addVoucher(store, ID, { ...now, text: `code ${i}` }, random);
    const more = (): Promise<void> => addVoucher(store, ID, { ...now, text: 'one more' }, random);
    await expect(more()).rejects.toThrow(/credits-vouchers-many/);
    const { version, value } = await store.read();
    const state = readState(value);
    const purse = purseOf(state, ID);
    const vouchers = purse.vouchers.map((one, i) =>
      i === 5 ? { ...one, problem: 'credits-voucher-used' } : one,
    );
    await store.write(version, withPurse(state, { ...purse, vouchers }));
    await more();
    const texts = purseOf(readState((await store.read()).value), ID).vouchers.map((v) => v.text);
    expect(texts).toHaveLength(16);
    expect(texts).not.toContain('code 5');
    await expect(more()).rejects.toThrow(/credits-voucher-used/);
  });

  it('that could not even be tried is due later, once, whoever’s it is', async () => {
    const store = await walletOf(0);
    await addVoucher(store, ID, { ...now, text: 'mine' }, random);
    await addVoucher(store, { ...ID, issuer: 'other.test' }, { ...now, text: 'other' }, random);
    expect(await nextDueMs(store, 0, random)).toBe(0);
    await putOffDue(store, 1000, random);
    expect(await nextDueMs(store, 1000, random)).toBeGreaterThanOrEqual(1000 + 10 * 60_000);
    const { writes } = store;
    await putOffDue(store, 1000, random);
    expect(store.writes).toBe(writes);
  });

  it('that is put off leaves another issuer’s look at its time', async () => {
    const store = await walletOf(0);
    const other = { ...ID, issuer: 'other.test' };
    const stopped = {
      ...purseOf(EMPTY_WALLET, other),
      problem: 'credits-keys-differ',
      lookMs: 5000,
    };
    const { version, value } = await store.read();
    await store.write(version, withPurse(readState(value), stopped));
    await addVoucher(store, ID, { ...now, text: 'mine' }, random);
    await putOffDue(store, 1000, random);
    expect(await nextDueMs(store, 1000, random)).toBe(5000);
    await putOffDue(store, 5000, random);
    expect(await nextDueMs(store, 5000, random)).toBeGreaterThanOrEqual(5000 + 10 * 60_000);
  });

  it('of an earlier worker is settled before this one reads or takes anything', async () => {
    const store = await walletOf(6);
    await take(store, 'sealed');
    await take(store, 'sent');
    await markLeaving(store, 'sent');
    const next = recovered(store);
    const [taken, view] = await Promise.all([take(next, 'mine', 4), viewWallet(next, ID, 0)]);
    expect(taken.tokens).toHaveLength(4);
    expect(view.lost).toBe(2);
    await next.read();
    // Its own ask is under way, and stays so.
    expect(await viewWallet(next, ID, 0)).toMatchObject({ balance: 0, underWay: 4, lost: 2 });
  });

  it('that could not be settled at first is settled by the next look', async () => {
    const store = await walletOf(4);
    await take(store, 'sealed');
    let isLocked = true;
    const next = recovered({
      read: () => (isLocked ? Promise.reject(new Error('locked')) : store.read()),
      write: (version, value) => store.write(version, value),
    });
    await expect(next.read()).rejects.toThrow('locked');
    isLocked = false;
    expect(await viewWallet(next, ID, 0)).toMatchObject({ balance: 4, underWay: 0 });
  });
});
