/** What was typed before a lock, and what is selected in whichever window while it is locked. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LockDesk, TabFacts } from '../../lib/ask/index.ts';
import type { EditableDraft } from '../../lib/messages/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { setPassphrase, unlock } from '../fakes/passphrase.ts';

const QUESTION = 'What was typed before?';
const NEWS: TabFacts = { id: 1, url: 'https://news.example/', title: 'News' };
const BANK: TabFacts = { id: 2, url: 'https://bank.example/', title: 'Bank', incognito: true };

let browser: FakeBrowser;
let desk: LockDesk;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  desk = browser.startLocked();
  page = new FakePage(desk);
  page.link.send({ type: 'app/open' });
  await setPassphrase(browser, page);
});

/** Typed after a selection in this tab, then locked. */
async function typeAndLock(tab: TabFacts, more: Partial<EditableDraft> = {}): Promise<void> {
  await desk.onGesture({ origin: 'menu', tab, menuText: 'Selected before.' });
  page.link.send({ type: 'draft/change', draft: { question: QUESTION, ...more } });
  const saved = { draft: { question: QUESTION, ...more } };
  await eventually(() => expect(browser.sessionStore.values.get('draft')).toMatchObject(saved));
  page.link.send({ type: 'lock/now' });
  await page.until(({ isLocked }) => isLocked === true);
}

/** Selected in this tab while it is locked, then unlocked; resolves with the draft that is there. */
async function selectAndUnlock(tab: TabFacts) {
  await desk.onGesture({ origin: 'menu', tab, menuText: 'Selected meanwhile.' });
  await unlock(browser, page);
  const { draft } = await page.until(({ isLocked }) => isLocked === false);
  expect(draft.quote).toBe('Selected meanwhile.');
  return draft;
}

describe('what was typed before a lock', () => {
  it('stays with what is selected in a private window meanwhile, and nothing of either is at rest', async () => {
    await typeAndLock(NEWS);
    expect((await selectAndUnlock(BANK)).question).toBe(QUESTION);
    expect(await browser.proofs.draft()).toBeUndefined();
  });

  it('is private from then on: nothing is kept of what is asked', async () => {
    await typeAndLock(NEWS);
    await selectAndUnlock(BANK);
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask }) => ask?.phase === 'done' && ask.proof.receipt === 'holds');
    expect(await browser.proofs.ids()).toEqual([]);
    expect(await browser.proofs.draft()).toBeUndefined();
  });

  it('in a private window does not come along out of it', async () => {
    await typeAndLock(BANK);
    expect((await selectAndUnlock(NEWS)).question).toBe('');
    expect(await browser.proofs.draft()).toMatchObject({ quote: 'Selected meanwhile.' });
  });

  it('stays as unkept as it was, and for the model that was picked', async () => {
    await typeAndLock(NEWS, { isUnkept: true, model: 'extract-1' });
    const draft = await selectAndUnlock(NEWS);
    expect(draft).toMatchObject({ question: QUESTION, isUnkept: true, model: 'extract-1' });
    expect(await browser.proofs.draft()).toBeUndefined();
  });
});
