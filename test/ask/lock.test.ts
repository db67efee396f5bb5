import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createProofStore, SESSION_KEY } from '../../lib/proofs/index.ts';
import type { ToWorker } from '../../lib/messages/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { setPassphrase, unlock } from '../fakes/passphrase.ts';
import { random } from '../fakes/random.ts';

const MINUTE_MS = 60_000;

let browser: FakeBrowser;

/** One whole ask, answered and kept. */
async function asked(page: FakePage): Promise<void> {
  await page.ready('What is the answer?');
  page.link.send({ type: 'ask/start' });
  await page.until(({ ask }) => ask?.proof.answered === 'complete');
  await eventually(async () => expect(await browser.proofs.ids()).toHaveLength(1));
}

function inMemory(): string {
  return JSON.stringify([...browser.sessionStore.values, ...browser.localStore.values]);
}

let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startLocked());
  page.link.send({ type: 'app/open' });
  await page.until(() => true);
});

describe('a desk without a passphrase', () => {
  it('says nothing of locks, cannot be locked, and works as ever', async () => {
    page.link.send({ type: 'lock/now' });
    await asked(page);
    expect(page.state?.isLocked).toBeUndefined();
  });
});

describe('a locked desk', () => {
  beforeEach(async () => {
    await asked(page);
    await setPassphrase(browser, page);
    page.link.send({ type: 'draft/change', draft: { question: 'A second question?' } });
    await page.until(({ draft }) => draft.question === 'A second question?');
    page.link.send({ type: 'lock/now' });
    await page.until(({ isLocked }) => isLocked === true);
  });

  it('shows neither question, answer nor quote, and holds none in memory', async () => {
    expect(page.state).toMatchObject({ ask: null, draft: { quote: '', question: '' } });
    expect(inMemory()).not.toMatch(/question|answer is|quoted/i);
    expect(browser.sessionStore.values.has(SESSION_KEY)).toBe(false);
  });

  it('refuses to ask: nothing leaves, and one sentence says why', async () => {
    const before = browser.enclave.requests.length;
    for (const command of [
      { type: 'ask/start' },
      { type: 'draft/change', draft: { question: 'Sneaked in?' } },
      { type: 'draft/clear' },
      { type: 'proofs/forget-all', ids: [] },
    ] satisfies ToWorker[]) {
      page.messages.length = 0;
      page.link.send(command);
      expect((await page.message('problem')).error.code).toBe('locked');
    }
    expect(browser.enclave.askRequests).toHaveLength(1);
    expect(browser.enclave.requests.slice(before).map(({ method }) => method)).not.toContain(
      'POST',
    );
    expect(await browser.proofs.ids()).toHaveLength(1);
  });

  it('finds everything again once a page has unlocked it', async () => {
    await unlock(browser, page);
    expect(page.state).toMatchObject({
      ask: { phase: 'done', answerText: 'The answer is 42.' },
      draft: { question: 'A second question?', quote: 'Some quoted text.' },
    });
    page.link.send({ type: 'ask/start' });
    await page.until(({ asks, ask }) => asks.length === 2 && ask?.proof.answered === 'complete');
    await vi.waitFor(async () => expect(await browser.proofs.ids()).toHaveLength(2), 10_000);
  });

  it('stays locked for a new worker, and opens for it as well', async () => {
    const again = new FakePage(browser.startLocked());
    again.link.send({ type: 'app/open' });
    await again.until(({ isLocked }) => isLocked === true);
    expect(again.state).toMatchObject({ ask: null, draft: { question: '' } });
    await unlock(browser, again);
    expect(again.state?.draft.question).toBe('A second question?');
  });

  it('takes what is selected meanwhile, and the question of before stays with it', async () => {
    const desk = browser.startLocked();
    const again = new FakePage(desk);
    const tab = { id: 1, url: 'https://news.example/', title: 'News' };
    await desk.onGesture({ origin: 'menu', tab, menuText: 'Selected while locked.' });
    again.link.send({ type: 'app/open' });
    await again.until(({ isLocked }) => isLocked === true);
    await unlock(browser, again);
    expect(again.state?.draft).toMatchObject({
      quote: 'Selected while locked.',
      question: 'A second question?',
    });
  });

  it('lets nothing of a desk that was replaced write afterwards', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(inMemory()).not.toMatch(/question|answer is|quoted/i);
  });
});

describe('the browser’s exit', () => {
  it('locks, and the sealed draft is there again after unlocking', async () => {
    await page.ready('Half a ques');
    await setPassphrase(browser, page);
    await eventually(async () => expect(await browser.proofs.draft()).toBeDefined());
    browser.sessionStore.values.clear();
    browser.proofs.forgetKey();
    const again = new FakePage(browser.startLocked());
    again.link.send({ type: 'app/open' });
    await again.until(({ isLocked }) => isLocked === true);
    expect(again.state?.draft.question).toBe('');
    await unlock(browser, again);
    expect(again.state?.draft.question).toBe('Half a ques');
  });
});

describe('a lock by time', () => {
  beforeEach(() => setPassphrase(browser, page, 5));

  it('comes when nobody was here for so long', async () => {
    expect(browser.alarms).toContain(browser.clock.now() + 5 * MINUTE_MS);
    browser.clock.advance(5 * MINUTE_MS - 1);
    page.link.send({ type: 'settings/read' });
    await page.message('settings/state');
    expect(page.state?.isLocked).toBe(false);
    browser.clock.advance(5 * MINUTE_MS);
    page.link.send({ type: 'app/open' });
    await page.until(({ isLocked }) => isLocked === true);
  });

  it('is put off by whoever reads', async () => {
    for (let n = 0; n < 5; n++) {
      browser.clock.advance(4 * MINUTE_MS);
      page.link.send({ type: 'lock/active' });
      page.link.send({ type: 'app/open' });
      await eventually(() =>
        expect(browser.sessionStore.values.get('lock-active')).toBe(browser.clock.now()),
      );
    }
    expect(page.state?.isLocked).toBe(false);
  });

  it('comes by the alarm, with no page open', async () => {
    const desk = browser.startLocked();
    browser.clock.advance(6 * MINUTE_MS);
    await desk.onAlarm();
    expect(browser.sessionStore.values.has(SESSION_KEY)).toBe(false);
  });

  it('comes at once when the clock was set back', async () => {
    browser.clock.advance(-MINUTE_MS);
    page.link.send({ type: 'app/open' });
    await page.until(({ isLocked }) => isLocked === true);
    expect(browser.sessionStore.values.has(SESSION_KEY)).toBe(false);
  });

  it('waits for an answer on its way, and for its keeping', async () => {
    await page.ready();
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    browser.enclave.behaviour.beforePiece = (i) => (i < 3 ? Promise.resolve() : held);
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask }) => ask?.phase === 'streaming');
    page.link.send({ type: 'lock/now' });
    browser.clock.advance(60 * MINUTE_MS);
    page.link.send({ type: 'app/open' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(page.state?.isLocked).toBe(false);
    go();
    await page.until(({ isLocked }) => isLocked === true);
    await unlock(browser, page);
    const [id = ''] = await browser.proofs.ids();
    const here = createProofStore(random, browser.sessionStore);
    expect((await here.open(id)).states.answered).toBe('complete');
  });
});

describe('a page that changes the key', () => {
  it('lets go of the worker when it closes in the middle', async () => {
    const other = new FakePage(browser.startLocked());
    other.link.send({ type: 'app/open' });
    other.link.send({ type: 'lock/now', isHeld: true });
    await other.until(({ isLocked }) => isLocked === true);
    const desk = browser.startLocked();
    const [holder, watcher] = [new FakePage(desk), new FakePage(desk)];
    watcher.link.send({ type: 'app/open' });
    holder.link.send({ type: 'lock/now', isHeld: true });
    await watcher.until(({ isLocked }) => isLocked === true);
    holder.link.close();
    await watcher.until(({ isLocked }) => isLocked === undefined);
    await watcher.ready();
    expect(watcher.state?.draft.question).toBe('What is the answer?');
  });
});

describe('wiping', () => {
  it('leaves nothing, not even of an ask on its way, and the settings as they are', async () => {
    await asked(page);
    await setPassphrase(browser, page);
    browser.enclave.behaviour.beforePiece = (i) =>
      i < 3 ? Promise.resolve() : new Promise(() => undefined);
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask }) => ask?.phase === 'streaming');
    page.link.send({ type: 'lock/wipe' });
    await page.until(({ ask, isLocked }) => ask === null && isLocked === undefined);
    expect(await createProofStore(random).ids()).toEqual([]);
    expect(inMemory()).not.toMatch(/question|quoted/i);
    expect(page.state?.settings.relayUrl).not.toBe('');
  });
});
