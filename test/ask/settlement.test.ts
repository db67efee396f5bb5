import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desk } from '../../lib/ask/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import type { KeptAsk } from '../../lib/proofs/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { entriesOf, fakeLog, logKey, ORIGIN } from '../settlement/fake-log.ts';

let browser: FakeBrowser;
let desk: Desk;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  browser.enclave.log = { origin: ORIGIN, verifierKey: logKey.text, deadlineSeconds: 60 };
  const fromMs = browser.clock.now();
  browser.enclave.validity = { fromMs, untilMs: fromMs + 90_000_000, logIndex: 0 };
  await browser.enclave.rotateKey(1);
  await browser.enclave.refreshRelay();
  start();
});

function start(): void {
  desk = browser.startWorker();
  page = new FakePage(desk);
}

async function askOnce(afterId = ''): Promise<KeptAsk> {
  await page.ready();
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until(
    ({ ask: one }) =>
      one?.id !== afterId && one?.proof.answered === 'complete' && one.proof.receipt === 'holds',
  );
  return vi.waitFor(async () => {
    const kept = await browser.proofs.open(ask?.id ?? '');
    expect(kept.settlement).toBeDefined();
    expect(kept.states.answered).toBe('complete');
    return kept;
  });
}

function entryOf({ settlement }: KeptAsk): Bytes {
  if (settlement === undefined) throw new Error('not watched');
  return settlement.entry;
}

/** What the relay's copy of the log shows from now on; the list fills with what it is asked for. */
async function serveLog(entries: readonly Bytes[]): Promise<string[]> {
  const asked: string[] = [];
  const log = await fakeLog(entries);
  const serve = log.serve(await log.checkpoint(entries.length), entries.length, asked);
  browser.enclave.behaviour.intercept = ({ path }) => {
    if (!path.startsWith('/log/')) return undefined;
    return serve(path.slice('/log/'.length), 65_536).then(
      (file) => new Response(file),
      () => new Response(null, { status: 404 }),
    );
  };
  return asked;
}

function breakLog(): void {
  browser.enclave.behaviour.intercept = ({ path }) =>
    path.startsWith('/log/') ? new Response(null, { status: 503 }) : undefined;
}

/** Lets the alarm ring, later than arranged if that is wanted. */
async function ring(afterMs = 0): Promise<void> {
  await vi.waitFor(() => expect(browser.alarmMs).not.toBeNull());
  browser.clock.advance(Math.max(0, (browser.alarmMs ?? 0) - browser.clock.now()) + afterMs);
  await desk.onAlarm();
}

async function settlementOf(id: string): Promise<{ state: string; code: string | undefined }> {
  const { states, error } = await browser.proofs.open(id);
  return { state: states.settlement, code: error?.code };
}

describe('a receipt', () => {
  it('is pending until a look finds it, by a worker that knew nothing of the ask', async () => {
    const kept = await askOnce();
    expect(kept.states).toMatchObject({ receipt: 'holds', settlement: 'pending' });
    const asked = await serveLog([...entriesOf('before', 3), entryOf(kept)]);
    start();
    await ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
    expect(asked).toContain('checkpoint');
    const { settlement } = await browser.proofs.open(kept.id);
    expect(settlement?.proof?.index).toBe('3');
  });

  it('is looked for at a time of its own, between half a minute and three after the answer', async () => {
    await askOnce();
    await vi.waitFor(() => expect(browser.alarmMs).not.toBeNull());
    const waitMs = (browser.alarmMs ?? 0) - browser.clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(30_000);
    expect(waitMs).toBeLessThanOrEqual(180_000);
  });

  it('that turns settled changes every open page with nobody asking', async () => {
    const kept = await askOnce();
    await serveLog([entryOf(kept)]);
    await ring();
    const state = await page.until(({ ask }) => ask?.proof.settlement === 'holds');
    expect(state.ask?.id).toBe(kept.id);
    expect((await page.message('proofs/changed')).id).toBe(kept.id);
  });

  it('is looked for ever more rarely while the log lacks it', async () => {
    const kept = await askOnce();
    await serveLog(entriesOf('before', 3));
    await ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'pending', code: undefined });
    const first = (browser.alarmMs ?? 0) - browser.clock.now();
    expect(first).toBeGreaterThanOrEqual(60_000);
  });

  it('is overdue with an alarm when nothing can be read in time, and holds when it can again', async () => {
    const kept = await askOnce();
    breakLog();
    await ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'fails', code: 'settlement-late' });
    expect(browser.calls).toContain('badge !');
    await serveLog([entryOf(kept)]);
    browser.clock.advance(24 * 3_600_000);
    await desk.onAlarm();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
  });

  it('is looked for again after a look that came to no end, without an alarm of it', async () => {
    const kept = await askOnce();
    await serveLog([entryOf(kept)]);
    browser.aside.isBroken = true;
    await ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'pending', code: undefined });
    expect(browser.calls).not.toContain('badge !');
    browser.aside.isBroken = false;
    await ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
  });

  it('is found by an aside that was told nothing but hashes and the log’s own files', async () => {
    const kept = await askOnce();
    await serveLog([...entriesOf('before', 3), entryOf(kept)]);
    await ring();
    const words = browser.aside.words.join('\n');
    expect(words).toContain('"type":"start"');
    for (const secret of ['What is the answer?', 'Some quoted text.', 'The answer is 42.'])
      expect(words).not.toContain(secret);
  });

  it('that is proven absent after its deadline is an alarm that stays', async () => {
    const kept = await askOnce();
    await serveLog(entriesOf('others', 5));
    await ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'fails', code: 'settlement-missing' });
  });

  it('in a log that forked is an alarm, and the log is not believed again', async () => {
    const first = await askOnce();
    await serveLog([entryOf(first), ...entriesOf('one', 4)]);
    await ring();
    expect(await settlementOf(first.id)).toMatchObject({ state: 'holds' });
    page.link.send({ type: 'draft/clear' });
    const second = await askOnce(first.id);
    await serveLog([...entriesOf('another history', 6), entryOf(second)]);
    await ring(1000);
    expect(await settlementOf(second.id)).toEqual({ state: 'fails', code: 'log-split-view' });
    expect(browser.calls).toContain('badge !');
  });

  it('of an ask that was forgotten is looked for no more, and leaves a tombstone', async () => {
    const kept = await askOnce();
    page.link.send({ type: 'proofs/forget', id: kept.id });
    await page.message('proofs/forgotten');
    await serveLog([entryOf(kept)]);
    await ring();
    await expect(browser.proofs.open(kept.id)).rejects.toThrow('proof-unknown');
    expect(await browser.proofs.checkJournal()).toMatchObject({
      breaks: [],
      altered: [],
      removed: [],
      unrecorded: [],
      forgotten: 1,
    });
  });

  it('is not looked for where nothing is kept', async () => {
    await browser.localStore.set('settings', { ...browser.enclave.settings, keepHistory: false });
    start();
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.settlement).toBe('not-watched');
  });
});
