import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/ask/index.ts';
import { viewWallet, type PurseId } from '../../lib/wallet/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { ISSUER } from '../fakes/enclave-parts.ts';
import { fillWallet } from '../fakes/wallet-store.ts';

const PURSE: PurseId = {
  ...{ issuer: ISSUER.issuer, verifierKey: ISSUER.issuerKey },
  service: 'enclave.test',
};

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

/** What a Send writes last before it leaves is being written. */
function onceSealed(act: () => void): void {
  const set = browser.sessionStore.set.bind(browser.sessionStore);
  browser.sessionStore.set = async (key, value) => {
    if (JSON.stringify(value).includes('"phase":"sealing"')) act();
    await set(key, value);
  };
}

const withdrawWhenSealed = (): void => onceSealed(withdraw);

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
    withdrawWhenSealed();
    page.link.send({ type: 'ask/start' });
    await expectRefused();
  });

  it('when credits have been taken for the question: they are the device’s again', async () => {
    await fillWallet(browser.wallet, PURSE, 5);
    browser.enclave.credits = 2;
    await browser.enclave.rotateKey(77);
    await browser.enclave.refreshRelay();
    await page.ready();
    withdrawWhenSealed();
    page.link.send({ type: 'ask/start', credits: 2 });
    await expectRefused();
    const { balance, underWay } = await viewWallet(browser.wallet, PURSE, browser.clock.now());
    expect([balance, underWay]).toEqual([5, 0]);
  });

  it('is asked about last, and a Stop in that moment keeps the question back', async () => {
    await page.ready();
    let isLast = false;
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const asked = new Promise<void>((resolve) => {
      onceSealed(() => (isLast = true));
      browser.whileAsking = async () => {
        if (!isLast) return;
        resolve();
        await answered;
      };
    });
    page.link.send({ type: 'ask/start' });
    await asked;
    const { ask: sent } = await page.until(({ ask }) => ask?.phase === 'sealing');
    page.link.send({ type: 'ask/stop', id: sent?.id ?? '' });
    await page.until(({ ask }) => ask?.phase === 'stopped');
    answer();
    // Whatever follows the answer has run by the time of a later look.
    const before = browser.enclave.requests.length;
    page.link.send({ type: 'enclave/recheck' });
    await page.until(
      ({ enclave }) => enclave.phase === 'ready' && browser.enclave.requests.length > before,
    );
    expect(browser.enclave.askRequests).toEqual([]);
    expect(page.state?.ask?.phase).toBe('stopped');
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
