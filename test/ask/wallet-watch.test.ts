/** When the wallet reaches for the issuer, and when it does not: never because of an ask, never in a loop. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WalletWatch } from '../../lib/ask/wallet-watch.ts';
import type { EnclaveView } from '../../lib/ask/index.ts';
import { addVoucher, nextDueMs } from '../../lib/wallet/index.ts';
import { FakeBrowser } from '../fakes/desk.ts';
import { random } from '../fakes/random.ts';

const MINUTE_MS = 60_000;
const ID = { issuer: 'issuer.test', verifierKey: 'key', service: 'gateway.test' };
const VIEW: EnclaveView = {
  phase: 'ready',
  credits: { ...ID, logOrigin: 'log.test', logVerifierKey: 'not a key' },
};

let browser: FakeBrowser;
let watch: WalletWatch;
let attested: number;
/** How often it was said that there may be another balance. */
let kept: number;

const attest = async (): Promise<EnclaveView> => {
  attested++;
  return VIEW;
};

beforeEach(async () => {
  browser = await FakeBrowser.start();
  watch = new WalletWatch(
    browser.edges(),
    () => browser.enclave.settings,
    () => void kept++,
  );
  kept = 0;
  attested = 0;
});

async function give(isNow: boolean, id = ID): Promise<void> {
  const voucher = { text: 'code', isNow, nowMs: browser.clock.now() };
  await addVoucher(browser.wallet, id, voucher, random);
}

describe('the wallet’s watch', () => {
  it('sets no alarm and looks nothing up while nothing waits', async () => {
    await watch.plan();
    await watch.keepDue(attest);
    expect([attested, browser.alarmMs, browser.aside.opened]).toEqual([0, null, 0]);
  });

  it('sets the alarm to a time drawn between ten minutes and an hour, and until then does nothing', async () => {
    await give(false);
    await watch.plan();
    const waitMs = (browser.alarmMs ?? 0) - browser.clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(10 * MINUTE_MS);
    expect(waitMs).toBeLessThanOrEqual(60 * MINUTE_MS);
    await watch.keepDue(attest);
    expect([attested, browser.aside.opened]).toEqual([0, 0]);
  });

  it('opens what is sealed once to plan', async () => {
    await give(false);
    const reads = vi.spyOn(browser.wallet, 'read');
    await watch.plan();
    expect(reads).toHaveBeenCalledTimes(1);
    expect(browser.alarmMs).not.toBeNull();
  });

  it('tries what is due once, and what came to nothing later', async () => {
    await give(true);
    await expect(watch.keepDue(attest)).rejects.toThrow();
    const dueMs = (await nextDueMs(browser.wallet, browser.clock.now(), random)) ?? 0;
    expect(dueMs).toBeGreaterThanOrEqual(browser.clock.now() + 10 * MINUTE_MS);
    expect(browser.alarmMs).toBe(dueMs);
    await watch.keepDue(attest);
    expect(attested).toBe(1);
  });

  it('does not loop over what no attested gateway asks for, or where none can be attested', async () => {
    await give(true, { ...ID, issuer: 'other.test' });
    const due = async (): Promise<number> =>
      (await nextDueMs(browser.wallet, browser.clock.now(), random)) ?? 0;
    await watch.keepDue(attest).catch(() => undefined);
    expect(await due()).toBeGreaterThanOrEqual(browser.clock.now() + 10 * MINUTE_MS);
    browser.clock.advance((await due()) - browser.clock.now());
    const away = (): Promise<EnclaveView> => Promise.reject(new Error('away'));
    await expect(watch.keepDue(away)).rejects.toThrow('away');
    expect(await due()).toBeGreaterThanOrEqual(browser.clock.now() + 10 * MINUTE_MS);
  });

  it('fetches nothing at the browser’s start that was missed while it was shut: it gets another time', async () => {
    await give(false);
    await watch.plan();
    const missedMs = browser.alarmMs ?? 0;
    browser.clock.advance(missedMs - browser.clock.now() + 6 * MINUTE_MS);
    await watch.plan();
    expect(browser.alarmMs).toBeGreaterThanOrEqual(browser.clock.now() + 10 * MINUTE_MS);
    // The missed alarm itself may ring late, too.
    await watch.keepDue(attest);
    expect([attested, browser.aside.opened]).toEqual([0, 0]);
    // One that is merely a little late is that alarm's own.
    const nextMs = browser.alarmMs ?? 0;
    browser.clock.advance(nextMs - browser.clock.now() + MINUTE_MS);
    await watch.keepDue(attest).catch(() => undefined);
    expect(attested).toBe(1);
  });

  it('after an ask touches nothing but the device', async () => {
    await give(true);
    await watch.keep(VIEW, true);
    expect(browser.enclave.requests).toEqual([]);
    expect([browser.aside.opened, kept]).toEqual([1, 1]);
    expect(browser.calls.filter((call) => call === 'rest')).toHaveLength(1);
  });

  it('does one thing after the other, and what is due is not lost behind what is local', async () => {
    await give(true);
    const local = watch.keep(VIEW, true);
    const due = watch.keep(VIEW, false);
    await local;
    await expect(due).rejects.toThrow();
    // It was tried: over the network, so that only its own failure put it off.
    expect(browser.enclave.requests.length).toBeGreaterThan(0);
  });

  it('keeps nothing for a gateway that asks for no credits', async () => {
    await give(true);
    await watch.keep({ phase: 'ready' }, false);
    expect(browser.aside.opened).toBe(0);
  });
});
