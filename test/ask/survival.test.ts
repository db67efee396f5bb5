import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toBase64Url, toHex } from '../../lib/bytes/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { mortalWorker } from '../fakes/mortal.ts';
import { lookAt } from '../fakes/review.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

/** An answer that has said its first words and then hangs, as the worker left it. */
async function dieInMidAnswer(): Promise<FakePage> {
  const page = new FakePage(browser.startWorker());
  await page.ready();
  browser.enclave.behaviour.beforePiece = (i) =>
    i < 3 ? Promise.resolve() : new Promise(() => undefined);
  page.link.send({ type: 'ask/start' });
  await page.until(({ ask }) => ask?.answerText === 'The answer ');
  await eventually(() =>
    expect(browser.sessionStore.values.get(`ask/${page.state?.ask?.id ?? ''}`)).toMatchObject({
      view: { answerText: 'The answer ' },
    }),
  );
  await eventually(async () =>
    expect((await browser.proofs.list({ search: '', limit: 9 })).total).toBe(1),
  );
  return page;
}

describe('the worker’s death in mid-answer', () => {
  it('leaves an interrupted ask with what had arrived, and sends nothing again', async () => {
    await dieInMidAnswer();
    const posts = browser.enclave.askRequests.length;
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { ask, draft } = await page.until((state) => state.enclave.phase === 'ready');
    expect(ask).toMatchObject({
      phase: 'interrupted',
      answerText: 'The answer ',
      isProvisional: true,
      error: { code: 'interrupted', advice: 'retry' },
      proof: { enclave: 'holds', answered: 'truncated', receipt: 'missing' },
    });
    expect(draft.question).toBe('What is the answer?');
    expect(browser.enclave.askRequests).toHaveLength(posts);
  });

  it('is written into what was kept of the ask', async () => {
    await dieInMidAnswer();
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    await page.until(({ ask }) => ask?.phase === 'interrupted');
    const list = { type: 'proofs/list', search: '', limit: 10 } as const;
    const items = await eventually(async () => {
      const { items: listed } = await lookAt(browser, list, 'proofs/list');
      expect(listed.map(({ states }) => states.answered)).toEqual(['truncated']);
      return listed;
    });
    const open = { type: 'proofs/open', id: items[0]?.id ?? '' } as const;
    const { proof } = await lookAt(browser, open, 'proofs/detail');
    expect(proof).toMatchObject({ phase: 'interrupted', answer: 'The answer ' });
    expect(proof.states).toMatchObject({ enclave: 'holds', receipt: 'missing' });
  });

  it('can be answered by a new Send', async () => {
    await dieInMidAnswer();
    browser.enclave.behaviour.beforePiece = () => Promise.resolve();
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask).toMatchObject({ phase: 'done', isProvisional: false });
  });

  it('leaves no sealing context and no key behind', async () => {
    await dieInMidAnswer();
    const left = JSON.stringify([...browser.sessionStore.values, ...browser.localStore.values]);
    const enc = browser.enclave.askRequests[0]?.body?.slice(7, 39) ?? new Uint8Array(0);
    const openings = browser.enclave.asked[0]?.fields.find(([name]) => name === 'sotto-openings');
    const secrets = [toHex(enc), toBase64Url(enc), ...(openings?.[1].split('.') ?? [])];
    expect(secrets).toHaveLength(5);
    for (const secret of secrets) expect(left).not.toContain(secret);
  });
});

describe('an ask that is not to be kept', () => {
  it('leaves nothing in the database, neither as a draft nor as an ask, and the next one is kept', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready('A question for nobody');
    await eventually(async () => expect(await browser.proofs.draft()).toBeDefined());
    page.link.send({ type: 'draft/change', draft: { isUnkept: true } });
    await eventually(async () => expect(await browser.proofs.draft()).toBeUndefined());
    page.link.send({ type: 'ask/start' });
    const first = await page.until(({ ask }) => ask?.proof.answered === 'complete');
    expect(first.ask?.proof).toMatchObject({ receipt: 'holds', settlement: 'not-watched' });
    expect(await browser.proofs.ids()).toEqual([]);
    expect((await browser.proofs.checkJournal()).entries).toBe(0);
    page.link.send({ type: 'draft/clear' });
    await page.ready('A question to keep');
    page.link.send({ type: 'ask/start' });
    await eventually(async () => expect(await browser.proofs.ids()).toHaveLength(1));
  });
});

describe('a draft', () => {
  it('survives the worker', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready('Half a ques');
    await eventually(() => expect(browser.sessionStore.values.has('draft')).toBe(true));
    const again = new FakePage(browser.startWorker());
    again.link.send({ type: 'app/open' });
    const { draft } = await again.until(() => true);
    expect(draft).toMatchObject({ question: 'Half a ques', quote: 'Some quoted text.' });
  });

  it('survives the browser, sealed at rest', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready('Half a ques');
    await eventually(async () => expect(await browser.proofs.draft()).toBeDefined());
    browser.sessionStore.values.clear();
    const again = new FakePage(browser.startWorker());
    again.link.send({ type: 'app/open' });
    const { draft } = await again.until(() => true);
    expect(draft.question).toBe('Half a ques');
    expect(JSON.stringify([...browser.localStore.values])).not.toContain('Half a ques');
  });

  it('of a private window is never written to disk, nor is its ask', async () => {
    browser.tab = { id: 1, url: 'https://bank.example/', title: 'Bank', incognito: true };
    const desk = browser.startWorker();
    await desk.onGesture({ origin: 'menu', tab: browser.tab, menuText: 'Secret balance' });
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { question: 'How much?' } });
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(await browser.proofs.draft()).toBeUndefined();
    expect((await browser.proofs.list({ search: '', limit: 9 })).total).toBe(0);
  });

  it('of a private window stays private where nothing can be read, and once it was cleared', async () => {
    browser.tab = { id: 1, url: 'https://bank.example/', title: 'Bank', incognito: true };
    const desk = browser.startWorker();
    await desk.onGesture({ origin: 'toolbar', tab: browser.tab });
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/clear' });
    page.link.send({ type: 'draft/change', draft: { question: 'How much?' } });
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(await browser.proofs.draft()).toBeUndefined();
    expect((await browser.proofs.list({ search: '', limit: 9 })).total).toBe(0);
    // Its words do not come along into a window that keeps.
    const tab = { id: 2, url: 'https://news.example/', title: 'News' };
    await desk.onGesture({ origin: 'menu', tab, menuText: 'Open news' });
    expect(await page.until(({ draft }) => draft.quote === 'Open news')).toMatchObject({
      draft: { question: '' },
    });
  });
});

describe('a gesture', () => {
  const tab = { id: 1, url: 'https://news.example/a', title: 'News' };
  const reading = {
    version: 1,
    text: 'A selected line.',
    isCut: false,
    isSecret: false,
    isPdf: false,
    isEditable: false,
    hasFocus: true,
    focusIn: 'here',
    title: 'News',
    url: 'https://news.example/a',
  };

  it('opens the app and puts the selection into the draft, keeping the question', async () => {
    const desk = browser.startWorker();
    browser.frames = [reading];
    await desk.onGesture({ origin: 'command', tab });
    expect(browser.calls).toContain('home beside undefined');
    const page = new FakePage(desk, false);
    page.link.send({ type: 'app/open' });
    const { draft } = await page.until(() => true);
    expect(draft).toMatchObject({ quote: 'A selected line.', title: 'News', origin: 'command' });
  });

  it('never sends by itself', async () => {
    const desk = browser.startWorker();
    browser.frames = [reading];
    await desk.onGesture({ origin: 'menu', tab, menuText: 'A selected line.' });
    expect(browser.enclave.requests).toEqual([]);
  });

  it('falls back to the menu’s own text where scripts may not run', async () => {
    const desk = browser.startWorker();
    await desk.onGesture({ origin: 'menu', tab, frameId: 7, menuText: 'From a foreign frame' });
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    expect((await page.until(() => true)).draft.quote).toBe('From a foreign frame');
  });

  it('does not undo an edited quote when the popup is only opened again', async () => {
    const desk = browser.startWorker();
    browser.frames = [reading];
    browser.tab = tab;
    await desk.onGesture({ origin: 'menu', tab, menuText: '' });
    const first = new FakePage(desk, false);
    first.link.send({ type: 'app/open' });
    first.link.send({ type: 'draft/change', draft: { quote: 'Edited.' } });
    await first.until(({ draft }) => draft.quote === 'Edited.');
    const second = new FakePage(desk, false);
    second.link.send({ type: 'app/open' });
    await second.until((state) => state.enclave.phase === 'ready');
    expect(second.state?.draft.quote).toBe('Edited.');
  });
});

describe('the worker’s death at any step', () => {
  /** Dies after so many steps; what the next worker then shows, and what is kept and looked for. */
  async function dieAfter(lastStep: number) {
    globalThis.indexedDB = new IDBFactory();
    browser = await FakeBrowser.start();
    const mortal = mortalWorker(browser, lastStep);
    const page = new FakePage(mortal.desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { question: 'What is the answer?' } });
    page.link.send({ type: 'ask/start' });
    const isOver = (): boolean => mortal.isDead || page.state?.ask?.proof.answered === 'complete';
    await vi.waitFor(() => expect(isOver()).toBe(true), { timeout: 15_000, interval: 1 });
    const next = new FakePage(browser.startWorker());
    next.link.send({ type: 'app/open' });
    await next.until(({ enclave }) => enclave.phase === 'ready');
    return { isDead: mortal.isDead, ask: next.state?.ask ?? null };
  }

  it('never leaves an answer waiting to settle that nobody looks for, nor a receipt that is not kept', async () => {
    const seen = new Set<string>();
    let lastStep = 1;
    for (let isDead = true; isDead; lastStep++) {
      const after = await dieAfter(lastStep);
      ({ isDead } = after);
      const { ask } = after;
      if (ask === null || ask.phase === 'queued') continue;
      const ids = (await browser.proofs.openLogs()).flatMap(({ leaves }) => leaves);
      const isLookedFor = ids.some(({ id }) => id === ask.id);
      if (ask.proof.settlement === 'pending')
        expect([lastStep, isLookedFor]).toEqual([lastStep, true]);
      const { total } = await browser.proofs.list({ search: '', limit: 1 });
      if (ask.proof.receipt === 'holds' && total > 0) {
        const { facts } = await browser.proofs.open(ask.id);
        expect([lastStep, facts?.receipt === null]).toEqual([lastStep, false]);
      }
      seen.add(`${ask.phase} ${ask.proof.receipt} ${ask.proof.settlement}`);
    }
    expect([...seen]).toContain('done holds pending');
  }, 60_000);

  it('shows no receipt that was read but never written down', async () => {
    const keep = browser.proofs.keep.bind(browser.proofs);
    const spy = vi
      .spyOn(browser.proofs, 'keep')
      .mockImplementation((kept, watch) =>
        kept.states.receipt === 'holds' ? new Promise(() => undefined) : keep(kept, watch),
      );
    const mortal = mortalWorker(browser);
    const page = new FakePage(mortal.desk);
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.receipt === 'holds');
    await eventually(() =>
      expect(browser.sessionStore.values.get(`ask/${ask?.id ?? ''}`)).toMatchObject({
        view: { phase: 'done', proof: { receipt: 'holds' } },
      }),
    );
    mortal.kill();
    spy.mockRestore();
    const next = new FakePage(browser.startWorker());
    next.link.send({ type: 'app/open' });
    const after = await next.until((state) => state.ask?.proof.receipt === 'missing');
    expect(after.ask).toMatchObject({ phase: 'done', isProvisional: true });
    expect(after.ask?.proof.settlement).toBe('not-watched');
  });
});
