import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newAskView, queuedAgain } from '../../lib/ask/ask-view.ts';
import { MAX_RUNNING, mayGo, waitNow } from '../../lib/ask/queue.ts';
import type { AskBrief } from '../../lib/ask/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { mortalWorker } from '../fakes/mortal.ts';
import { draft } from '../fakes/views.ts';

let browser: FakeBrowser;
let letGo: () => void;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

/** Answers begin, and hang until they are let go. */
function holdAnswers(): void {
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  browser.enclave.behaviour.beforePiece = () => gate;
}

async function sendSeveral(page: FakePage, count: number): Promise<void> {
  await page.ready('Question 1');
  for (let n = 1; n <= count; n++) {
    page.link.send({ type: 'draft/change', draft: { question: `Question ${n}` } });
    page.link.send({ type: 'ask/start' });
  }
  await page.until(({ asks }) => asks.length === count);
}

const phasesOf = (asks: readonly AskBrief[]): string[] => asks.map(({ phase }) => phase).reverse();

describe('several asks at once', () => {
  it('run up to the limit; the rest wait and go on as places come free', async () => {
    holdAnswers();
    const page = new FakePage(browser.startWorker());
    await sendSeveral(page, MAX_RUNNING + 2);
    const { asks } = await page.until(
      (state) => state.asks.filter(({ phase }) => phase === 'waiting').length === MAX_RUNNING,
    );
    expect(phasesOf(asks).slice(MAX_RUNNING)).toEqual(['queued', 'queued']);
    expect(asks[0]?.wait).toBe('turn');
    await eventually(() => expect(browser.enclave.asked).toHaveLength(MAX_RUNNING));
    letGo();
    await page.until((state) => state.asks.every(({ phase }) => phase === 'done'));
    expect(browser.enclave.asked).toHaveLength(MAX_RUNNING + 2);
    const sent = browser.enclave.asked.map(({ content }) => /Question \d/.exec(content)?.[0]);
    expect(new Set(sent).size).toBe(MAX_RUNNING + 2);
  });

  it('are shown one at a time, and only the shown one streams to the page', async () => {
    holdAnswers();
    const page = new FakePage(browser.startWorker());
    await sendSeveral(page, 2);
    const [second, first] = (await page.until(({ asks }) => asks.length === 2)).asks;
    expect(page.state?.ask?.id).toBe(second?.id);
    page.link.send({ type: 'ask/show', id: first?.id ?? '' });
    await page.until(({ ask }) => ask?.id === first?.id);
    letGo();
    await page.until((state) => state.asks.every(({ phase }) => phase === 'done'));
    const streamed = page.messages.flatMap((m) => (m.type === 'ask/text' ? [m.id] : []));
    expect(streamed).not.toContain(second?.id);
    expect(page.state?.ask?.answerText).toBe('The answer is 42.');
    // It ended where nobody looked; looking puts that right.
    expect(page.state?.asks[0]).toMatchObject({ id: second?.id, isUnseen: true });
    page.link.send({ type: 'ask/show', id: second?.id ?? '' });
    const { asks } = await page.until(({ ask }) => ask?.id === second?.id);
    expect(asks.some(({ isUnseen }) => isUnseen)).toBe(false);
  });

  it('tell of their first text before the snapshot that it streams', async () => {
    const page = new FakePage(browser.startWorker());
    await sendSeveral(page, 1);
    await page.until(({ ask }) => ask?.phase === 'done');
    const firstText = page.messages.findIndex(({ type }) => type === 'ask/text');
    const streams = page.messages.findIndex(
      (m) => m.type === 'app/state' && m.ask !== null && m.ask.answerText !== '',
    );
    expect(firstText).toBeGreaterThanOrEqual(0);
    expect(firstText).toBeLessThan(streams);
  });

  it('are stopped each for itself, also those that wait, of which nothing leaves', async () => {
    holdAnswers();
    const page = new FakePage(browser.startWorker());
    await sendSeveral(page, MAX_RUNNING + 1);
    await page.until(
      ({ asks }) => asks.filter((a) => a.phase === 'waiting').length === MAX_RUNNING,
    );
    const [last, third] = page.state?.asks ?? [];
    page.link.send({ type: 'ask/stop', id: last?.id ?? '' });
    page.link.send({ type: 'ask/stop', id: third?.id ?? '' });
    const { asks } = await page.until(
      (state) => state.asks.filter(({ phase }) => phase === 'stopped').length === 2,
    );
    expect(phasesOf(asks)).toEqual(['waiting', 'waiting', 'stopped', 'stopped']);
    letGo();
    await page.until((state) => state.asks.filter(({ phase }) => phase === 'done').length === 2);
    expect(browser.enclave.asked).toHaveLength(MAX_RUNNING);
  });

  it('wait for the person again once the relay is another one', async () => {
    holdAnswers();
    const page = new FakePage(browser.startWorker());
    await sendSeveral(page, MAX_RUNNING + 1);
    const settings = { ...browser.enclave.settings, gatewayName: 'other' };
    page.link.send({ type: 'settings/write', settings });
    await page.until(({ asks }) => asks[0]?.wait === 'person');
    letGo();
    await page.until(({ asks }) => asks.slice(1).every(({ phase }) => phase === 'done'));
    expect(browser.enclave.asked).toHaveLength(MAX_RUNNING);
    page.link.send({ type: 'settings/write', settings: browser.enclave.settings });
    await page.until((state) => state.settings.gatewayName === 'desk');
    page.link.send({ type: 'ask/wait', id: page.state?.asks[0]?.id ?? '', until: 'now' });
    await page.until(({ asks }) => asks[0]?.phase === 'done');
  });
});

describe('without a network', () => {
  it('an ask waits, goes by nobody’s leave but the person’s, and not before the network is back', async () => {
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    await page.ready();
    browser.isOnline = false;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.wait === 'offline');
    browser.isOnline = true;
    await desk.onOnline();
    await desk.onAlarm();
    expect(browser.enclave.askRequests).toEqual([]);
    browser.isOnline = false;
    page.link.send({ type: 'ask/wait', id: ask?.id ?? '', until: 'return' });
    await page.until((state) => state.ask?.wait === 'return');
    // Nothing wakes a worker for the network: it arranges to look again.
    expect(browser.alarms).toContain(browser.clock.now() + 60_000);
    expect(browser.enclave.askRequests).toEqual([]);
    browser.isOnline = true;
    await desk.onOnline();
    await page.until((state) => state.ask?.phase === 'done');
  });

  it('the person’s word that it is back is believed once', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    browser.isOnline = false;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.wait === 'offline');
    page.link.send({ type: 'ask/wait', id: ask?.id ?? '', until: 'now' });
    await page.until((state) => state.ask?.phase === 'done');
    expect(browser.enclave.asked).toHaveLength(1);
  });

  it('an ask of which nothing could leave waits instead of failing', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    browser.clock.advance(20 * 60_000);
    browser.enclave.behaviour.intercept = () => {
      browser.isOnline = false;
      throw new TypeError('Failed to fetch');
    };
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.wait === 'offline');
    expect(ask).toMatchObject({ phase: 'queued', proof: { sealed: 'pending' } });
    expect(ask?.error).toBeUndefined();
  });

  it('a choice outlives the worker', async () => {
    const first = mortalWorker(browser);
    const page = new FakePage(first.desk);
    await page.ready();
    browser.isOnline = false;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.wait === 'offline');
    page.link.send({ type: 'ask/wait', id: ask?.id ?? '', until: 'return' });
    await page.until((state) => state.ask?.wait === 'return');
    first.kill();
    browser.isOnline = true;
    const again = new FakePage(browser.startWorker());
    again.link.send({ type: 'app/open' });
    await again.until((state) => state.ask?.phase === 'done');
    expect(browser.enclave.asked).toHaveLength(1);
  });
});

describe('the queue', () => {
  const queued = [1, 2, 3, 4, 5].map((n) => {
    const id = `a${n}`;
    return newAskView({ id, draft: draft(), model: '', place: { thread: id, turn: 1 } }, n);
  });

  it('lets go in the order of the Sends, as many as there are places', () => {
    expect(mayGo(queued, { running: 1, isOnline: true })).toEqual(['a1', 'a2']);
    expect(mayGo(queued, { running: MAX_RUNNING, isOnline: true })).toEqual([]);
    expect(mayGo(queued, { running: 0, isOnline: false })).toEqual([]);
  });

  it('lets nothing go that waits for the person', () => {
    const held = queued.map((view, n) => queuedAgain(view, n % 2 === 0 ? 'offline' : 'person'));
    expect(mayGo(held, { running: 0, isOnline: true })).toEqual([]);
    expect(held.map((view) => waitNow(view, { running: 0, isOnline: true }))).toEqual(
      held.map(({ wait }) => wait),
    );
  });
});

describe('a worker that dies', () => {
  /** How often the question reached the enclave, and what became of it, if the worker dies after so many steps. */
  async function dieAfter(
    lastStep: number,
  ): Promise<{ isDead: boolean; sent: number; end: string }> {
    globalThis.indexedDB = new IDBFactory();
    browser = await FakeBrowser.start();
    const mortal = mortalWorker(browser, lastStep);
    const page = new FakePage(mortal.desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { question: 'Only once?' } });
    page.link.send({ type: 'ask/start' });
    const isOver = (): boolean => mortal.isDead || page.state?.ask?.proof.answered === 'complete';
    await vi.waitFor(() => expect(isOver()).toBe(true), { timeout: 15_000, interval: 1 });
    const before = browser.enclave.askRequests.length;
    const next = new FakePage(browser.startWorker());
    next.link.send({ type: 'app/open' });
    const { ask } = await next.until(
      (state) =>
        state.enclave.phase === 'ready' &&
        (state.ask === null || ['done', 'interrupted'].includes(state.ask.phase)),
    );
    await next.until(
      (state) => state.ask?.phase !== 'done' || state.ask.proof.answered !== 'pending',
    );
    // Whatever may have left is kept, once, wherever the first worker died.
    const kept = ask === null ? 0 : 1;
    const { proofs } = browser;
    await eventually(async () =>
      expect((await proofs.list({ search: '', limit: 9 })).total).toBe(kept),
    );
    const sent = browser.enclave.askRequests.length;
    // What had left under the first worker is never sent again by the second.
    expect(before === 0 || sent === before).toBe(true);
    return { isDead: mortal.isDead, sent, end: ask?.phase ?? 'none' };
  }

  it('at any step leaves an ask that is asked once at most, and always comes to an end', async () => {
    const ends = new Map<string, number>();
    for (let step = 1; ; step++) {
      const { isDead, sent, end } = await dieAfter(step);
      expect(sent).toBeLessThanOrEqual(1);
      if (end === 'done') expect(sent).toBe(1);
      const name = `${end} ${sent}`;
      ends.set(name, (ends.get(name) ?? 0) + 1);
      if (!isDead) break;
    }
    // Before the Send was noted, before it left, and after: each was met.
    expect([...ends.keys()].sort()).toEqual(['done 1', 'interrupted 0', 'interrupted 1', 'none 0']);
  });
});
