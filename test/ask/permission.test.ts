import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/ask/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;
let desk: Desk;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  desk = browser.startWorker();
  page = new FakePage(desk);
});

/** As the browser does it: from this moment on, and the worker hears of it a little later. */
function withdraw(): void {
  browser.mayReach = false;
  void Promise.resolve().then(() => desk.onPermissionChange());
}

async function expectRefused(): Promise<void> {
  const { ask, draft } = await page.until((state) => state.ask?.phase === 'refused');
  expect(ask?.error).toEqual({ code: 'relay-permission-missing', advice: 'fix-settings' });
  expect(draft).toMatchObject({ quote: 'Some quoted text.', question: 'What is the answer?' });
  expect(browser.enclave.askRequests).toEqual([]);
}

describe('the relay’s permission, taken back', () => {
  it('while the enclave is looked at: no further request, of any kind', async () => {
    browser.enclave.behaviour.intercept = (request) => {
      if (request.path === '/keys') withdraw();
      return undefined;
    };
    page.link.send({ type: 'app/open' });
    const draft = { quote: 'Some quoted text.', question: 'What is the answer?' };
    page.link.send({ type: 'draft/change', draft });
    page.link.send({ type: 'ask/start' });
    await expectRefused();
    const gone = browser.enclave.requests.length;
    page.link.send({ type: 'ask/start' });
    page.link.send({ type: 'enclave/recheck' });
    await page.until(({ enclave }) => enclave.error?.code === 'relay-permission-missing');
    await desk.onAlarm();
    expect(browser.enclave.requests).toHaveLength(gone);
  });

  it('between the look at the enclave and the leaving: nothing leaves', async () => {
    await page.ready();
    const set = browser.sessionStore.set.bind(browser.sessionStore);
    browser.sessionStore.set = async (key, value) => {
      if (JSON.stringify(value).includes('"phase":"sealing"')) withdraw();
      await set(key, value);
    };
    page.link.send({ type: 'ask/start' });
    await expectRefused();
  });

  it('while the answer arrives: it is read to its end and kept, and nothing else leaves', async () => {
    await page.ready();
    let gone = 0;
    browser.enclave.behaviour.beforePiece = async (index) => {
      if (index !== 2) return;
      withdraw();
      await desk.onPermissionChange();
      gone = browser.enclave.requests.length;
    };
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask).toMatchObject({ phase: 'done', answerText: 'The answer is 42.' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.error?.code).toBe('relay-permission-missing');
    expect(browser.enclave.requests).toHaveLength(gone);
    expect((await browser.proofs.list({ search: '', limit: 9 })).total).toBe(1);
  });

  it('and given again: the same question goes on, by its Send', async () => {
    await page.ready();
    browser.mayReach = false;
    await desk.onPermissionChange();
    page.link.send({ type: 'ask/start' });
    await expectRefused();
    browser.mayReach = true;
    await desk.onPermissionChange();
    await page.until(({ enclave }) => enclave.phase === 'ready');
    expect(browser.enclave.askRequests).toEqual([]);
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.phase === 'done');
    expect(browser.enclave.askRequests).toHaveLength(1);
  });
});
