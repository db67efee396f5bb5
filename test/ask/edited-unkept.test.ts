/** A question of which nothing is kept, back to be changed: it is the person's own work like any other. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/ask/index.ts';
import type { EditableDraft } from '../../lib/messages/index.ts';
import { SETTINGS_KEY } from '../../lib/settings/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

const CHANGED = 'And in other words?';
const tab = { id: 1, url: 'https://news.example/', title: 'News' };

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  browser.tab = tab;
});

async function withoutHistory(): Promise<void> {
  const settings = { ...browser.enclave.settings, keepHistory: false };
  await browser.localStore.set(SETTINGS_KEY, settings);
}

/** Asked and answered; resolves with the ask's id. */
async function ask(page: FakePage, draft: Partial<EditableDraft> = {}): Promise<string> {
  await page.ready();
  page.link.send({ type: 'draft/change', draft });
  page.link.send({ type: 'ask/start' });
  const state = await page.until((one) => one.ask?.proof.answered === 'complete');
  return state.ask?.id ?? '';
}

/** Back to the draft, and changed there. */
async function editAndChange(page: FakePage, id: string): Promise<void> {
  page.link.send({ type: 'ask/edit', id });
  await page.until((state) => state.ask === null);
  page.link.send({ type: 'draft/change', draft: { question: CHANGED } });
  await page.until(({ draft }) => draft.question === CHANGED);
}

/** What another popup shows once it has looked for a selection and found none. */
async function openedAgain(desk: Desk) {
  const popup = new FakePage(desk, false);
  popup.link.send({ type: 'app/open' });
  return popup.until(({ draft }) => draft.problem !== undefined);
}

describe('a question of before, changed', () => {
  it('is still there when the popup is opened again, with no history kept', async () => {
    await withoutHistory();
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    await editAndChange(page, await ask(page));
    expect((await openedAgain(desk)).draft.question).toBe(CHANGED);
  });

  it('is still there for a new worker, that found its ask in memory', async () => {
    await withoutHistory();
    const id = await ask(new FakePage(browser.startWorker()));
    const key = `ask/${id}`;
    await eventually(() =>
      expect(browser.sessionStore.values.get(key)).toMatchObject({ view: { phase: 'done' } }),
    );
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    await page.until(({ asks }) => asks.length === 1);
    await editAndChange(page, id);
    expect((await openedAgain(desk)).draft.question).toBe(CHANGED);
  });

  it('is still there after it was asked anew', async () => {
    await withoutHistory();
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    const first = await ask(page);
    page.link.send({ type: 'ask/again', id: first });
    const again = await page.until((s) => s.ask?.id !== first && s.ask?.phase === 'done');
    await editAndChange(page, again.ask?.id ?? '');
    expect((await openedAgain(desk)).draft.question).toBe(CHANGED);
  });

  it('is still there where it alone is not to be kept, and is not kept now either', async () => {
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    await editAndChange(page, await ask(page, { isUnkept: true }));
    const { draft } = await openedAgain(desk);
    expect(draft).toMatchObject({ question: CHANGED, isUnkept: true });
    page.link.send({ type: 'ask/start' });
    await page.until((s) => s.ask?.draft.question === CHANGED && s.ask.phase === 'done');
    expect(await browser.proofs.draft()).toBeUndefined();
    expect(await browser.proofs.ids()).toEqual([]);
  });

  it('does not come along out of a private window, in whichever version it was asked', async () => {
    const desk = browser.startWorker();
    await desk.onGesture({ origin: 'menu', tab: { ...tab, incognito: true }, menuText: 'Secret' });
    // The popup is opened again so much later that it looks for itself.
    browser.clock.advance(6_000);
    const page = new FakePage(desk);
    const first = await ask(page);
    page.link.send({ type: 'ask/again', id: first });
    const again = await page.until((s) => s.ask?.id !== first && s.ask?.phase === 'done');
    await editAndChange(page, again.ask?.id ?? '');
    expect((await openedAgain(desk)).draft.question).toBe('');
    expect(await browser.proofs.draft()).toBeUndefined();
  });

  it('stays private where a worker of before had not written down whether it was', async () => {
    await withoutHistory();
    const id = await ask(new FakePage(browser.startWorker()));
    const key = `ask/${id}`;
    await eventually(() =>
      expect(browser.sessionStore.values.get(key)).toMatchObject({ view: { phase: 'done' } }),
    );
    const { isPrivate, ...before } = browser.sessionStore.values.get(key) as { isPrivate: boolean };
    expect(isPrivate).toBe(false);
    browser.sessionStore.values.set(key, before);
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    await page.until(({ asks }) => asks.length === 1);
    await editAndChange(page, id);
    expect((await openedAgain(desk)).draft.question).toBe('');
  });
});
