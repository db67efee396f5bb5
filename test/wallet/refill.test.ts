/** The wallet at an issuer whose keys turn, whose answers get lost, and whose log lacks what it says. */
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../lib/bytes/index.ts';
import {
  addVoucher,
  endSpending,
  lookNow,
  nextDueMs,
  takeCredits,
  viewWallet,
  type WalletView,
} from '../../lib/wallet/index.ts';
import { MAX_CREDITS, purseOf, readState, withPurse } from '../../lib/wallet/state.ts';
import { refill, tidy, type Refill } from '../../lib/wallet/refill/index.ts';
import { entriesOf, fakeLog, logKey, ORIGIN, policy } from '../settlement/fake-log.ts';
import { createWalletStore, type FakeWalletStore } from '../fakes/wallet-store.ts';
import {
  DAY_MS,
  openIssuer,
  random,
  refillAt,
  wayTo,
  type IssuerFixture,
} from '../stack/issuer/fixture.ts';

const HOUR_MS = DAY_MS / 24;

interface World extends IssuerFixture {
  readonly store: FakeWalletStore;
  nowMs: number;
  /** What the wallet's job is given at this time. */
  work(changes?: Partial<Refill>): Refill;
  view(): Promise<WalletView>;
  give(days: number): Promise<void>;
}

async function open(): Promise<World> {
  const startMs = Date.UTC(2026, 0, 1);
  const clock = { nowMs: startMs };
  const fixture = await openIssuer({ now: () => clock.nowMs });
  const store = createWalletStore();
  return {
    ...fixture,
    store,
    get nowMs() {
      return clock.nowMs;
    },
    set nowMs(value) {
      clock.nowMs = value;
    },
    work: (changes = {}) => refillAt(fixture, store, { now: () => clock.nowMs, ...changes }),
    view: () => viewWallet(store, fixture.id, clock.nowMs),
    give: async (days) => {
      const untilMs = clock.nowMs + days * DAY_MS;
      const text = fixture.issuer.invite({ batches: 1, untilMs });
      await addVoucher(store, fixture.id, { text, isNow: true, nowMs: clock.nowMs }, random);
    },
  };
}

/** The voucher's next try. */
async function wait(world: World): Promise<void> {
  world.nowMs = (await nextDueMs(world.store, world.nowMs, random)) ?? world.nowMs;
}

describe('an issuer whose keys have turned', () => {
  it('is not taken for a liar while the relay still has its last note: nothing is bought, nothing stops', async () => {
    const world = await open();
    const { issuer } = world;
    const old: Bytes = await wayTo(issuer.url).note(new AbortController().signal);
    await world.give(90);
    world.nowMs += 30 * DAY_MS;
    await issuer.turn();
    const way = { ...world.work().way, note: async () => old };
    await expect(refill(world.work({ way }))).rejects.toThrow(/credits-issuer-unreachable/);
    expect(await world.view()).toMatchObject({
      ...{ balance: 0, problem: null },
      vouchers: [{ problem: null, tried: 'credits-issuer-unreachable' }],
    });
    await wait(world);
    await refill(world.work());
    expect(await world.view()).toMatchObject({ balance: 32, vouchers: [] });
  });

  it('answers refunds under one key: prepared requests of two are never mixed', async () => {
    const world = await open();
    await world.give(90);
    await refill(world.work());
    const { issuer, store, id } = world;
    world.nowMs += 30 * DAY_MS;
    await issuer.turn();
    // Taken before anything was prepared anew, then after.
    const first = await takeCredits(store, id, { id: 'a', count: 4, nowMs: world.nowMs });
    await tidy(world.work());
    const second = await takeCredits(store, id, { id: 'b', count: 4, nowMs: world.nowMs });
    const keysOf = (requests: readonly string[]): number =>
      new Set(requests.map((r) => r.slice(0, 4))).size;
    expect([keysOf(first.refunds), keysOf(second.refunds)]).toEqual([1, 1]);
    expect(first.refunds[0]?.slice(0, 4)).not.toBe(second.refunds[0]?.slice(0, 4));
    const { prepared } = purseOf(readState((await store.read()).value), id);
    expect(new Set(prepared.map(({ keyNumber }) => keyNumber))).toEqual(new Set([2]));
  });
});

describe('an order', () => {
  it('whose answer got lost is asked for again with the same bytes, and costs one voucher', async () => {
    const world = await open();
    await world.give(90);
    const carried: number[] = [];
    const { way } = world.work();
    const losing: Refill['way'] = {
      ...way,
      carry: async (sealed, signal) => {
        const answer = await way.carry(sealed, signal);
        carried.push(sealed.length);
        // The first exchange is the note, the second the purchase.
        if (carried.length === 2) throw new Error('the line is cut');
        return answer;
      },
    };
    await refill(world.work({ way: losing }));
    expect(await world.view()).toMatchObject({
      balance: 0,
      vouchers: [{ tried: 'credits-issuer-unreachable', problem: null }],
    });
    await wait(world);
    await refill(world.work());
    expect(await world.view()).toMatchObject({ balance: 32, vouchers: [] });
    expect(new Set(carried).size).toBe(1);
  });

  it('that was answered in the voucher’s time is answered again after it', async () => {
    const world = await open();
    await world.give(1);
    const { way } = world.work();
    let carried = 0;
    const losing: Refill['way'] = {
      ...way,
      carry: async (sealed, signal) => {
        const answer = await way.carry(sealed, signal);
        carried++;
        // The first exchange is the note, the second the purchase.
        if (carried === 2) throw new Error('the line is cut');
        return answer;
      },
    };
    await refill(world.work({ way: losing }));
    world.nowMs += 3 * DAY_MS;
    await refill(world.work());
    expect(await world.view()).toMatchObject({ balance: 32, vouchers: [] });
  });

  it('whose key has ended in the meantime is placed anew, and the voucher is not lost', async () => {
    const world = await open();
    await world.give(200);
    const { way } = world.work();
    let exchanges = 0;
    const cut: Refill['way'] = {
      ...way,
      carry: (sealed, signal) =>
        ++exchanges === 2 ? Promise.reject(new Error('cut')) : way.carry(sealed, signal),
    };
    await refill(world.work({ way: cut }));
    for (let month = 0; month < 3; month++) {
      world.nowMs += 30 * DAY_MS;
      await world.issuer.turn();
    }
    await world.ledger.settle();
    await refill(world.work());
    expect(await world.view()).toMatchObject({ balance: 32, vouchers: [] });
  });

  it('is not placed by a clock that knows no key: tried again later, not at once', async () => {
    const world = await open();
    await world.give(9000);
    world.nowMs += 4000 * DAY_MS;
    await refill(world.work());
    expect(await world.view()).toMatchObject({
      balance: 0,
      vouchers: [{ tried: 'credits-issuer-unreachable' }],
    });
    expect(await nextDueMs(world.store, world.nowMs, random)).toBeGreaterThan(world.nowMs);
  });
});

describe('a purse that is nearly full', () => {
  it('buys nothing in the place of credits that are under way and may come back', async () => {
    const world = await open();
    await world.give(90);
    await refill(world.work());
    const { store, id } = world;
    const { version, value } = await store.read();
    const state = readState(value);
    const purse = purseOf(state, id);
    const many = Array.from({ length: MAX_CREDITS - 28 }, (_, i) => {
      return { token: `token-${i}`, keyNumber: 1 };
    });
    await store.write(version, withPurse(state, { ...purse, credits: many }));
    await takeCredits(store, id, { id: 'a', count: 4, nowMs: world.nowMs });
    await world.give(90);
    await refill(world.work());
    await endSpending(store, 'a', { kind: 'back' });
    expect(await world.view()).toMatchObject({
      balance: MAX_CREDITS - 28,
      vouchers: [{ tried: null, problem: null }],
    });
  });
});

describe('keys that are not in the log', () => {
  it('are not used because the log that is shown is too old to tell', async () => {
    const world = await open();
    await world.give(90);
    const log = await fakeLog(entriesOf('others', 5));
    const hourAgo = Math.floor((world.nowMs - HOUR_MS) / 1000);
    const { witnessKeys } = policy(1);
    const stale: Refill['log'] = {
      ...{ origin: ORIGIN, verifierKey: logKey.text },
      witnesses: witnessKeys.map(({ text }) => text),
      fetchFile: log.serve(await log.checkpoint(5, hourAgo), 5),
    };
    await expect(refill(world.work({ log: stale }))).rejects.toThrow(/credits-issuer-unreachable/);
    expect(await world.view()).toMatchObject({
      ...{ balance: 0, problem: null },
      vouchers: [{ problem: null, tried: 'credits-issuer-unreachable' }],
    });
    await wait(world);
    const now = Math.floor(world.nowMs / 1000);
    const fresh = { ...stale, fetchFile: log.serve(await log.checkpoint(5, now), 5) };
    await expect(refill(world.work({ log: fresh }))).rejects.toThrow(/credits-keys-differ/);
  });

  it('stop the purse until it is looked again and they are', async () => {
    const world = await open();
    const elsewhere = await openIssuer();
    await world.give(90);
    const lacking = refillAt({ ...world, ledger: elsewhere.ledger }, world.store, {
      now: () => world.nowMs,
    });
    await expect(refill(lacking)).rejects.toThrow(/credits-keys-differ/);
    expect(await world.view()).toMatchObject({ problem: 'credits-keys-differ', balance: 0 });
    // Looked at again by itself, within hours; and now when the person says so.
    const lookMs = (await nextDueMs(world.store, world.nowMs, random)) ?? 0;
    expect(lookMs).toBeGreaterThan(world.nowMs);
    expect(lookMs).toBeLessThanOrEqual(world.nowMs + 2 * HOUR_MS);
    await lookNow(world.store, world.id, world.nowMs);
    await expect(refill(lacking)).rejects.toThrow(/credits-keys-differ/);
    await lookNow(world.store, world.id, world.nowMs);
    await refill(world.work());
    expect(await world.view()).toMatchObject({ problem: null });
    await wait(world);
    await refill(world.work());
    expect(await world.view()).toMatchObject({ balance: 32 });
  });
});
