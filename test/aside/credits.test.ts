/** The job that keeps the wallet, behind the aside's line: what it asks the worker for, and what a death in it leaves. */
import { describe, expect, it } from 'vitest';
import { creditsJob, type CreditsGiven, type CreditsWant } from '../../lib/aside/index.ts';
import { addVoucher, takeCredits, viewWallet } from '../../lib/wallet/index.ts';
import { readState } from '../../lib/wallet/state.ts';
import { FakeAside } from '../fakes/aside.ts';
import { createWalletStore, type FakeWalletStore } from '../fakes/wallet-store.ts';
import {
  DAY_MS,
  openIssuer,
  random,
  refillAt,
  type IssuerFixture,
} from '../stack/issuer/fixture.ts';

interface World {
  readonly fixture: IssuerFixture;
  readonly fake: FakeAside;
  readonly store: FakeWalletStore;
  readonly wants: CreditsWant['kind'][];
  /** Called before each want is answered. */
  before: (want: CreditsWant) => void;
  run(isLocal?: boolean): Promise<{ done: boolean }>;
}

async function open(): Promise<World> {
  const fixture = await openIssuer();
  const [fake, store] = [new FakeAside(), createWalletStore()];
  const { way, log } = refillAt(fixture, store);
  const { signal } = new AbortController();
  const give = async (want: CreditsWant): Promise<CreditsGiven> => {
    world.wants.push(want.kind);
    world.before(want);
    switch (want.kind) {
      case 'read': {
        const { version, value } = await store.read();
        return { kind: 'state', version, state: readState(value) };
      }
      case 'write':
        return { kind: 'written', isWritten: await store.write(want.version, want.state) };
      case 'note':
        return { kind: 'bytes', bytes: await way.note(signal) };
      case 'carry':
        return { kind: 'bytes', bytes: await way.carry(want.sealed, signal) };
      case 'log':
        return { kind: 'bytes', bytes: await log.fetchFile(want.path, 262_144) };
    }
  };
  const world: World = {
    ...{ fixture, fake, store, wants: [], before: () => undefined },
    run: (isLocal = false) =>
      fake.aside.run(
        creditsJob,
        {
          ...{ id: fixture.id, logOrigin: log.origin, logVerifierKey: log.verifierKey },
          ...{ witnesses: [], nowMs: Date.now(), isLocal },
        },
        { answer: give, deadlineMs: 60_000 },
      ),
  };
  return world;
}

async function give({ fixture, store }: World): Promise<void> {
  const text = fixture.issuer.invite({ batches: 1, untilMs: Date.now() + DAY_MS });
  await addVoucher(store, fixture.id, { text, isNow: true, nowMs: 0 }, random);
}

const viewOf = ({ store, fixture }: World): ReturnType<typeof viewWallet> =>
  viewWallet(store, fixture.id, Date.now());

describe('the job that keeps the wallet', () => {
  it('makes credits of a voucher that is due, and tells nobody the voucher but the issuer', async () => {
    const world = await open();
    await give(world);
    expect(await world.run()).toEqual({ done: true });
    expect(await viewOf(world)).toMatchObject({ balance: 32, vouchers: [] });
    expect(world.wants.filter((kind) => kind === 'carry')).toHaveLength(2);
    const carried = world.fake.words.filter((words) => words.includes('"carry"'));
    for (const words of carried) expect(words).not.toContain('SOTTO-');
  });

  it('reaches for nothing while no voucher is due', async () => {
    const world = await open();
    await world.run();
    expect(new Set(world.wants)).toEqual(new Set(['read']));
  });

  it('kept on the device, reaches for nothing even when one is due', async () => {
    const world = await open();
    await give(world);
    await world.run(true);
    expect(world.wants.every((kind) => kind === 'read' || kind === 'write')).toBe(true);
    expect(await viewOf(world)).toMatchObject({ balance: 0, vouchers: [{ tried: null }] });
  });

  it('prepares as many blinded requests again as an ask took with it', async () => {
    const world = await open();
    await give(world);
    await world.run();
    for (let i = 0; i < 4; i++) {
      const ask = { id: `ask ${i}`, count: 8, nowMs: Date.now() };
      const { refunds } = await takeCredits(world.store, world.fixture.id, ask);
      expect(refunds).toHaveLength(8);
    }
    await world.run(true);
    const kept = readState((await world.store.read()).value).purses[0];
    expect(kept?.prepared).toHaveLength(32);
    const requests = kept?.spendings.flatMap(({ refunds }) =>
      refunds.map(({ request }) => request),
    );
    const again = kept?.prepared.filter(({ request }) => requests?.includes(request));
    expect(again).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'that dies before its %s. word is answered is begun again: 32 credits of one voucher',
    async (deadly) => {
      const world = await open();
      await give(world);
      let words = 0;
      world.before = () => {
        if (++words === deadly) world.fake.kill();
      };
      await expect(world.run()).rejects.toThrow();
      world.before = () => undefined;
      await world.run();
      expect(await viewOf(world)).toMatchObject({
        ...{ balance: 32, lost: 0 },
        vouchers: [],
      });
    },
  );

  it('takes nothing from a worker that gives it something else', async () => {
    const world = await open();
    const { fixture } = world;
    const input = {
      ...{ id: fixture.id, logOrigin: 'x', logVerifierKey: 'y' },
      ...{ witnesses: [], nowMs: 0, isLocal: true },
    };
    const answer = async (): Promise<CreditsGiven> => ({ kind: 'written', isWritten: true });
    const run = world.fake.aside.run(creditsJob, input, { answer, deadlineMs: 60_000 });
    await expect(run).rejects.toThrow(/log-file-unavailable/);
  });
});
