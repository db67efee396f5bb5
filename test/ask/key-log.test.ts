import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Desk, EnclaveView } from '../../lib/ask/index.ts';
import { keyLogEntry, parseTranscript } from '../../lib/binding/index.ts';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { entriesOf, fakeLog, logKey, ORIGIN } from '../settlement/fake-log.ts';

const HOUR_MS = 3_600_000;
let browser: FakeBrowser;
let desk: Desk;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  const { enclave } = browser;
  enclave.log = { origin: ORIGIN, verifierKey: logKey.text, deadlineSeconds: 60 };
  await newKey(1);
  open();
});

function open(): void {
  desk = browser.startWorker();
  page = new FakePage(desk);
}

async function newKey(keyId: number): Promise<void> {
  const fromMs = browser.clock.now();
  browser.enclave.validity = { fromMs, untilMs: fromMs + 25 * HOUR_MS, logIndex: 3 };
  await browser.enclave.rotateKey(keyId);
  await browser.enclave.refreshRelay();
}

async function keyEntry(): Promise<Bytes> {
  const url = 'http://127.0.0.1:8123/g/desk/transcript';
  const body = await (await browser.enclave.fetch(url, { method: 'GET' })).arrayBuffer();
  const { keyConfig, keyValidity } = parseTranscript(new Uint8Array(body));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', keyConfig));
  return keyLogEntry(hash, keyValidity);
}

/** What the relay's copy of the log shows from now on. */
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

async function ready(): Promise<EnclaveView> {
  await page.ready();
  return (await page.until((state) => state.enclave.phase === 'ready')).enclave;
}

/** Moves the clock to the next arranged look and lets it happen. */
async function look(afterMs = 0): Promise<void> {
  await eventually(() => expect(browser.alarmMs).toBeGreaterThan(browser.clock.now()));
  browser.clock.advance(Math.max(0, (browser.alarmMs ?? 0) - browser.clock.now()) + afterMs);
  await desk.onAlarm();
}

describe('a key configuration', () => {
  it('is looked for in the log some time later, and not when it is met', async () => {
    const asked = await serveLog([...entriesOf('others', 3), await keyEntry()]);
    const first = await ready();
    expect(first.keysSeen).toMatchObject([{ logged: 'waiting' }]);
    expect(first.keysSeen?.[0]?.entryHex).toBe(toHex(await keyEntry()));
    expect(asked).toEqual([]);
    await eventually(() => expect(browser.alarmMs).not.toBeNull());
    const waitMs = (browser.alarmMs ?? 0) - browser.clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(30_000);
    expect(waitMs).toBeLessThanOrEqual(180_000);
    await look();
    const { enclave } = await page.until((s) => s.enclave.keysSeen?.[0]?.logged === 'settled');
    expect(enclave).toMatchObject({ phase: 'ready' });
    expect(enclave.keyAlarm).toBeUndefined();
    expect(asked).toContain('checkpoint');
  });

  it('that is met again is not looked for again', async () => {
    const asked = await serveLog([...entriesOf('others', 3), await keyEntry()]);
    await ready();
    await look();
    const before = asked.length;
    browser.clock.advance(11 * 60_000);
    page.link.send({ type: 'enclave/recheck' });
    await page.until((s) => s.enclave.keysSeen?.[0]?.logged === 'settled');
    await desk.onAlarm();
    expect(asked).toHaveLength(before);
  });

  it('that the log lacks when its time is over is sealed to no more, and says so', async () => {
    await serveLog(entriesOf('others', 10));
    await ready();
    await look(10 * 60_000);
    expect(browser.calls).toContain('badge !');
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.error).toEqual({ code: 'key-not-logged', advice: 'stop' });
    expect(enclave.keysSeen).toMatchObject([{ logged: 'missing' }]);
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.phase === 'refused');
    expect(browser.enclave.askRequests).toEqual([]);
    // Another start of the worker does not forget it.
    open();
    page.link.send({ type: 'app/open' });
    await page.until((state) => state.enclave.error?.code === 'key-not-logged');
  });

  it('of which the log cannot be read in time is a warning, and the looking goes on', async () => {
    browser.enclave.behaviour.intercept = ({ path }) =>
      path.startsWith('/log/') ? new Response(null, { status: 503 }) : undefined;
    await ready();
    await look(10 * 60_000);
    const { enclave } = await page.until((state) => state.enclave.keyAlarm !== undefined);
    expect(enclave).toMatchObject({ phase: 'ready', keyAlarm: { code: 'key-log-late' } });
    await serveLog([...entriesOf('others', 3), await keyEntry()]);
    await look(7 * HOUR_MS);
    const later = await page.until((s) => s.enclave.keysSeen?.[0]?.logged === 'settled');
    expect(later.enclave.keyAlarm).toBeUndefined();
  });

  it('stays looked for when the asks are forgotten', async () => {
    await serveLog([...entriesOf('others', 3), await keyEntry()]);
    await ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    await browser.proofs.forget(ask?.id ?? '');
    await look();
    await page.until((s) => s.enclave.keysSeen?.[0]?.logged === 'settled');
    expect((await browser.proofs.checkJournal()).breaks).toEqual([]);
  });
});

describe('the list of keys', () => {
  it('keeps every key with its dates, marks a new one for an hour, and never overwrites', async () => {
    const startedMs = browser.clock.now();
    const first = await ready();
    expect(first).toMatchObject({ isKeyChanged: false, keyUntilMs: startedMs + 25 * HOUR_MS });
    browser.clock.advance(HOUR_MS);
    await newKey(9);
    page.link.send({ type: 'enclave/recheck' });
    const { enclave } = await page.until((state) => state.enclave.keyId === 9);
    expect(enclave.isKeyChanged).toBe(true);
    expect(enclave.keysSeen).toMatchObject([
      { firstSeenMs: startedMs + HOUR_MS },
      { hashHex: first.keyConfigHashHex, firstSeenMs: startedMs, lastSeenMs: startedMs },
    ]);
    // Looked at again in between, it still is news; later it is not.
    page.link.send({ type: 'enclave/recheck' });
    await page.until((state) => state.enclave.phase === 'checking');
    expect((await ready()).isKeyChanged).toBe(true);
    browser.clock.advance(2 * HOUR_MS);
    page.link.send({ type: 'enclave/recheck' });
    const later = await page.until((state) => state.enclave.isKeyChanged === false);
    expect(later.enclave.keysSeen).toHaveLength(2);
  });

  it('counts the same key under other dates as another', async () => {
    await ready();
    const { fetch } = browser.enclave;
    expect((await fetch('http://127.0.0.1:8123/g/desk/keys', { method: 'GET' })).ok).toBe(true);
    browser.clock.advance(1000);
    await newKey(1);
    page.link.send({ type: 'enclave/recheck' });
    const { enclave } = await page.until((state) => state.enclave.keysSeen?.length === 2);
    expect(new Set(enclave.keysSeen?.map(({ entryHex }) => entryHex)).size).toBe(2);
  });
});

describe('the time of a key', () => {
  it.each([
    ['over', -26 * HOUR_MS],
    ['not begun', HOUR_MS],
  ])('that is %s refuses it', async (_, shiftMs) => {
    const fromMs = browser.clock.now() + shiftMs;
    browser.enclave.validity = { fromMs, untilMs: fromMs + 25 * HOUR_MS, logIndex: 0 };
    await browser.enclave.rotateKey(1);
    await browser.enclave.refreshRelay();
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.error).toEqual({ code: 'key-config-expired', advice: 'retry' });
  });

  it('ends a verdict that would otherwise last longer', async () => {
    const fromMs = browser.clock.now();
    browser.enclave.validity = { fromMs, untilMs: fromMs + 60_000, logIndex: 0 };
    await browser.enclave.rotateKey(1);
    await browser.enclave.refreshRelay();
    await ready();
    browser.clock.advance(60_000);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error?.code).toBe('key-config-expired');
    expect(browser.enclave.askRequests).toEqual([]);
  });
});
