/** What the browser's exit leaves: the session's memory is gone, the database stays. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { redact, textsOf } from '../../lib/redaction/index.ts';
import { flag, list, record, text } from '../../lib/shape/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { mortalWorker, type Mortal } from '../fakes/mortal.ts';

let browser: FakeBrowser;
let worker: Mortal;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  begin();
});

function begin(lastStep?: number): void {
  worker = mortalWorker(browser, lastStep);
  page = new FakePage(worker.desk);
}

/** The browser exits and is started again. */
function restart(lastStep?: number): void {
  worker.kill();
  browser.sessionStore.values.clear();
  begin(lastStep);
  page.link.send({ type: 'app/open' });
}

const waitingAtRest = (): Promise<unknown> => browser.proofs.waiting();
const isKeptWaiting = (count: number): Promise<void> =>
  eventually(async () => expect(await waitingAtRest()).toHaveLength(count));

async function queueOffline(question: string): Promise<string> {
  await page.ready(question);
  browser.isOnline = false;
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until(
    (state) => state.ask?.draft.question === question && state.ask.wait === 'offline',
  );
  return ask?.id ?? '';
}

async function answered(question: string): Promise<AppState> {
  return page.until(
    ({ ask }) => ask?.draft.question === question && ask.proof.answered === 'complete',
  );
}

const asked = record({
  model: text(100),
  stream: flag,
  messages: list(record({ role: text(20), content: text(100_000) }), 100),
});

function said(): string[] {
  const body: unknown = JSON.parse(browser.enclave.asked.at(-1)?.content ?? '{}');
  return asked(body)
    .messages.filter(({ role }) => role !== 'system')
    .map(({ content }) => content);
}

describe('what was queued when the browser was closed', () => {
  it('comes back, is not sent by itself, and goes once by the person’s word', async () => {
    const id = await queueOffline('What waits?');
    page.link.send({ type: 'ask/wait', id, until: 'return' });
    await isKeptWaiting(1);
    browser.isOnline = true;
    restart();
    const { asks } = await page.until((state) => state.asks.length === 1);
    expect(asks[0]).toMatchObject({ id, phase: 'queued', wait: 'person', preview: 'What waits?' });
    await worker.desk.onOnline();
    await worker.desk.onAlarm();
    expect(browser.enclave.askRequests).toEqual([]);
    page.link.send({ type: 'ask/wait', id, until: 'now' });
    await page.until((state) => state.asks[0]?.phase === 'done');
    expect(said()[0]).toContain('Some quoted text.');
    await eventually(async () => expect(await waitingAtRest()).toBeUndefined());
    restart();
    await page.until((state) => state.enclave.phase === 'ready');
    expect(page.state?.asks).toEqual([]);
    expect(browser.enclave.askRequests).toHaveLength(1);
  });

  it('lies sealed, and not at all where nothing is to be kept', async () => {
    const id = await queueOffline('A walrus question?');
    await isKeptWaiting(1);
    const opening = indexedDB.open('sotto');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const reading = opening.result.transaction('drafts').objectStore('drafts').getAll();
    await new Promise((resolve) => (reading.onsuccess = resolve));
    opening.result.close();
    const stored = reading.result.map((one: object) =>
      Buffer.concat(Object.values(one).map((part) => Buffer.from(part))).toString('latin1'),
    );
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.join()).not.toMatch(/walrus|quoted/);
    page.link.send({ type: 'ask/stop', id });
    await eventually(async () => expect(await waitingAtRest()).toBeUndefined());
    page.link.send({ type: 'draft/change', draft: { isUnkept: true } });
    await queueOffline('Not to be kept?');
    await page.until((state) => state.asks.some(({ wait }) => wait === 'offline'));
    expect(await waitingAtRest()).toBeUndefined();
  });

  it('comes back with the turns that it goes on from', async () => {
    await page.ready('What is it?');
    page.link.send({ type: 'ask/start' });
    const { ask } = await answered('What is it?');
    const after = ask?.id ?? '';
    await eventually(async () =>
      expect((await browser.proofs.open(after)).states.answered).toBe('complete'),
    );
    browser.isOnline = false;
    page.link.send({ type: 'follow/change', after, draft: { question: 'And why?' } });
    page.link.send({ type: 'ask/follow', after });
    await page.until((state) => state.ask?.wait === 'offline');
    await isKeptWaiting(1);
    browser.isOnline = true;
    restart();
    const { asks } = await page.until((state) => state.asks.length === 2);
    const id = asks.find(({ phase }) => phase === 'queued')?.id ?? '';
    page.link.send({ type: 'ask/show', id });
    page.link.send({ type: 'ask/wait', id, until: 'now' });
    await answered('And why?');
    expect(said()).toEqual([
      expect.stringContaining('What is it?') as string,
      'The answer is 42.',
      'And why?',
    ]);
  });

  it('is never both sent and still waiting, wherever the browser is closed', async () => {
    const id = await queueOffline('Once?');
    await isKeptWaiting(1);
    browser.isOnline = true;
    let deaths = 0;
    for (; browser.enclave.askRequests.length === 0; deaths++) {
      restart(deaths + 1);
      page.link.send({ type: 'ask/wait', id, until: 'now' });
      const isOver = (): boolean => worker.isDead || page.state?.asks[0]?.phase === 'done';
      await vi.waitFor(() => expect(isOver()).toBe(true), { interval: 1, timeout: 10_000 });
      const waits = (await waitingAtRest()) !== undefined;
      const sent = browser.enclave.askRequests.length;
      // At most the very last step before the sending may lose the place in the queue; nothing is ever in both.
      expect(waits && sent > 0).toBe(false);
      if (!waits) break;
    }
    expect(deaths).toBeGreaterThan(5);
    restart();
    await page.until((state) => state.enclave.phase === 'ready');
    expect(page.state?.asks.filter(({ phase }) => phase === 'queued')).toEqual([]);
    expect(browser.enclave.askRequests.length).toBeLessThanOrEqual(1);
  });
});

describe('a kept conversation', () => {
  async function askWith(change: Partial<Draft>): Promise<string> {
    await page.ready('Who wrote to ann@news.example?');
    const { redaction, question, includeTitle, includeUrl, page: text } = change;
    const fields = { redaction, question, includeTitle, includeUrl, page: text };
    const known = Object.entries(fields).filter(([, value]) => value !== undefined);
    page.link.send({ type: 'draft/change', draft: Object.fromEntries(known) });
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    const id = ask?.id ?? '';
    await eventually(async () =>
      expect((await browser.proofs.open(id)).states.answered).toBe('complete'),
    );
    return id;
  }

  async function goOn(id: string, question: string): Promise<void> {
    page.link.send({ type: 'ask/recall', id });
    const { ask } = await page.until((state) => state.ask?.id === id);
    expect(ask).toMatchObject({ phase: 'done', answerText: 'The answer is 42.' });
    page.link.send({ type: 'follow/change', after: id, draft: { question } });
    page.link.send({ type: 'ask/follow', after: id });
    await answered(question);
  }

  it('is gone on with after the browser’s exit, each turn as it had left', async () => {
    const id = await askWith({ page: { text: 'The whole page.', kind: 'whole', total: 15 } });
    const before = said();
    const { quote, title, url } = page.state?.ask?.draft ?? {};
    // What stands in its record is not kept once more with how it looked.
    const { text: kept } = await browser.proofs.open(id);
    expect([kept.quote, kept.title, kept.url]).toEqual([quote, title, url]);
    expect(kept.view).not.toContain(quote);
    restart();
    await page.until((state) => state.enclave.phase === 'ready');
    expect(page.state?.asks).toEqual([]);
    await goOn(id, 'And why?');
    expect(said()).toEqual([...before, 'The answer is 42.', 'And why?']);
    expect(before[0]).toContain('The whole page.');
    const { place } = page.state?.ask ?? {};
    expect(place).toEqual({ thread: id, turn: 2, after: id });
    const last = page.state?.ask?.id ?? '';
    await eventually(async () =>
      expect((await browser.proofs.open(last)).states.answered).toBe('complete'),
    );
    restart();
    page.link.send({ type: 'ask/recall', id: last });
    const { thread } = await page.until((state) => state.ask?.id === last);
    expect(thread.map((turn) => turn.id)).toEqual([id]);
    // Nothing was asked by looking at it again.
    expect(browser.enclave.askRequests).toHaveLength(2);
  });

  it('hides on what it hid, and knows it on this device', async () => {
    const settings = { ...browser.enclave.settings, redaction: { kinds: ['email'], words: [] } };
    await browser.localStore.set('settings', settings);
    restart();
    await page.ready('Who wrote to ann@news.example?');
    const draft = page.state?.draft;
    if (draft === undefined) throw new Error('no draft');
    const id = await askWith({
      redaction: redact(textsOf(draft), { kinds: ['email'], words: [] }),
    });
    expect(said()[0]).toContain('[EMAIL 1]');
    const before = said();
    restart();
    page.link.send({ type: 'ask/recall', id });
    const { ask } = await page.until((state) => state.ask?.id === id);
    expect(ask?.draft.redaction?.marks[0]).toMatchObject({ text: 'ann@news.example' });
    const follow = { quote: '', question: 'And why?', title: '', url: '' };
    const redaction = redact(textsOf({ ...follow, includeTitle: false, includeUrl: false }), {
      kinds: ['email'],
      words: [],
    });
    page.link.send({
      type: 'follow/change',
      after: id,
      draft: { question: 'And why?', redaction },
    });
    page.link.send({ type: 'ask/follow', after: id });
    await answered('And why?');
    expect(said().slice(0, 1)).toEqual(before);
    expect(said().join()).not.toContain('ann@');
  });

  it('that is forgotten or was never kept is refused', async () => {
    const id = await askWith({});
    page.link.send({ type: 'proofs/forget', id });
    await page.message('proofs/forgotten');
    restart();
    page.link.send({ type: 'ask/recall', id });
    expect((await page.message('problem')).error.code).toBe('proof-unknown');
  });
});
