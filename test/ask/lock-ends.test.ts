/** What a lock, an unlocking and a wipe do to what is under way, and that none of them can be kept from its end. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LockDesk } from '../../lib/ask/index.ts';
import { ENTRIES_SEEN_KEY, SESSION_KEY } from '../../lib/proofs/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { eventually } from '../fakes/eventually.ts';
import { setPassphrase, unlock } from '../fakes/passphrase.ts';

const MINUTE_MS = 60_000;

let browser: FakeBrowser;
let desk: LockDesk;
let page: FakePage;
let goOn: () => void;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  desk = browser.startLocked();
  page = new FakePage(desk);
  page.link.send({ type: 'app/open' });
  await page.until(() => true);
  goOn = () => undefined;
});

/** Answers stand still in their middle until they are told to go on. */
function holdAnswers(): void {
  const held = new Promise<void>((resolve) => (goOn = resolve));
  browser.enclave.behaviour.beforePiece = (i) => (i < 3 ? Promise.resolve() : held);
}

const sent = (): number => browser.enclave.askRequests.length;

async function sendAnother(question: string): Promise<void> {
  const before = page.state?.asks.length ?? 0;
  await page.ready(question);
  page.link.send({ type: 'ask/start' });
  await page.until(({ asks }) => asks.length === before + 1);
}

/** Everything that is under way has come to its end. */
async function settled(): Promise<void> {
  const times = (what: string): number => browser.calls.filter((call) => call === what).length;
  await eventually(() => expect(times('rest')).toBe(times('awake')));
}

describe('a wipe', () => {
  it('is not taken for a storage that somebody else cleared', async () => {
    await browser.localStore.set(ENTRIES_SEEN_KEY, 12);
    page.link.send({ type: 'lock/wipe' });
    await eventually(async () => expect(await browser.localStore.get(ENTRIES_SEEN_KEY)).toBe(0));
    expect(await browser.proofs.ids()).toEqual([]);
  });

  it('lets nothing out any more of what was still waiting', async () => {
    holdAnswers();
    for (const n of [1, 2, 3, 4]) await sendAnother(`Question ${String(n)}?`);
    await eventually(() => expect(sent()).toBe(3));
    page.link.send({ type: 'lock/wipe' });
    await page.until(({ asks }) => asks.length === 0);
    goOn();
    await settled();
    await sendAnother('A question of afterwards?');
    await eventually(() => expect(sent()).toBe(4));
    await page.until(({ ask }) => ask?.proof.answered === 'complete');
    const asked = JSON.stringify(browser.enclave.asked);
    expect(asked).toContain('A question of afterwards?');
    expect(asked).not.toContain('Question 4?');
  });
});

describe('an unlocking by a second page', () => {
  it('does not disturb who is asking already', async () => {
    await setPassphrase(browser, page);
    holdAnswers();
    await sendAnother('What is the answer?');
    await page.until(({ ask }) => ask?.phase === 'streaming');
    new FakePage(desk).link.send({ type: 'lock/changed' });
    goOn();
    await page.until(({ ask }) => ask?.proof.answered === 'complete');
    await settled();
    expect(sent()).toBe(1);
    expect(page.state?.ask).toMatchObject({ phase: 'done', answerText: 'The answer is 42.' });
  });
});

describe('a lock', () => {
  it('that waits for an answer of which nothing is kept finds its end again', async () => {
    const settings = { ...browser.enclave.settings, keepHistory: false };
    page.link.send({ type: 'settings/write', settings });
    await page.message('settings/state');
    await setPassphrase(browser, page);
    holdAnswers();
    await sendAnother('What is the answer?');
    await page.until(({ ask }) => ask?.phase === 'streaming');
    page.link.send({ type: 'lock/now' });
    goOn();
    await page.until(({ isLocked }) => isLocked === true);
    await unlock(browser, page);
    expect(page.state?.ask).toMatchObject({
      ...{ phase: 'done', answerText: 'The answer is 42.' },
      proof: { answered: 'complete', receipt: 'holds' },
    });
  });

  it('comes also where the session’s memory has no room for what is sealed, and can be wiped', async () => {
    await page.ready('Half a question');
    await setPassphrase(browser, page);
    const { sessionStore } = browser;
    const set = sessionStore.set.bind(sessionStore);
    sessionStore.set = (key, value) =>
      key.startsWith('locked') ? Promise.reject(new Error('no room')) : set(key, value);
    page.link.send({ type: 'lock/now' });
    await page.until(({ isLocked }) => isLocked === true);
    expect(sessionStore.values.has(SESSION_KEY)).toBe(false);
    expect(JSON.stringify([...sessionStore.values])).not.toContain('Half a question');
    page.link.send({ type: 'lock/wipe' });
    await page.until(({ isLocked }) => isLocked === undefined);
  });

  it.each([
    ['of one worker', true],
    ['of one worker after another', false],
  ])(
    'by time %s comes when it is due, whatever else the alarm rang for',
    async (_, isSameWorker) => {
      await setPassphrase(browser, page, 5);
      const startMs = browser.clock.now();
      browser.clock.advance(4 * MINUTE_MS);
      page.link.send({ type: 'lock/active' });
      await eventually(() =>
        expect(browser.sessionStore.values.get('lock-active')).toBe(startMs + 4 * MINUTE_MS),
      );
      // The worker lives on, or is another one each time that it rings.
      for (let rings = 0; browser.sessionStore.values.has(SESSION_KEY) && rings < 20; rings++) {
        browser.clock.advance(Math.max(0, (browser.alarmMs ?? 0) - browser.clock.now()));
        await (isSameWorker ? desk : browser.startLocked()).onAlarm();
      }
      const lockedAfterMs = browser.clock.now() - startMs;
      expect(lockedAfterMs).toBeGreaterThanOrEqual(9 * MINUTE_MS);
      expect(lockedAfterMs).toBeLessThan(9 * MINUTE_MS + 2000);
    },
  );
});
