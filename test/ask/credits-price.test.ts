import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAskView } from '../../lib/ask/ask-view.ts';
import { MAX_RUNNING } from '../../lib/ask/queue.ts';
import { resumed } from '../../lib/ask/resume.ts';
import type { AskView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { viewWallet, type PurseId } from '../../lib/wallet/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { ISSUER } from '../fakes/enclave-parts.ts';
import { draft } from '../fakes/views.ts';
import { fillWallet } from '../fakes/wallet-store.ts';

const PURSE: PurseId = {
  ...{ issuer: ISSUER.issuer, verifierKey: ISSUER.issuerKey },
  service: 'enclave.test',
};
const FULL = 20;

let browser: FakeBrowser;
let keyId = 10;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  await fillWallet(browser.wallet, PURSE, FULL);
  await setPrice(1);
});

/** A new statement, and with it a new key: what its receipts say is what then is paid. */
async function setPrice(credits: number): Promise<void> {
  await statePrice(credits);
  await browser.enclave.refreshRelay();
}

async function statePrice(credits: number): Promise<void> {
  const { enclave } = browser;
  enclave.credits = credits;
  await enclave.rotateKey((keyId += 10));
  enclave.behaviour.claims = (fields) => ({
    ...fields,
    price: { currency: 'CREDITS', amount: String(credits) },
  });
}

async function openPage(question?: string): Promise<FakePage> {
  const page = new FakePage(browser.startWorker());
  await page.ready(question);
  return page;
}

/** The price has changed, and the worker knows, but the page's Send was already on its way. */
async function reprice(page: FakePage, credits: number): Promise<void> {
  await setPrice(credits);
  page.link.send({ type: 'enclave/recheck' });
  await page.until(
    ({ enclave, leaves }) => enclave.phase === 'ready' && leaves?.credits === credits,
  );
}

const hasEnded = ({ ask }: AppState): boolean =>
  ['done', 'refused', 'failed'].includes(ask?.phase ?? '') && ask?.proof.answered !== 'pending';
const isRefused = ({ ask }: AppState): boolean => ask?.phase === 'refused';

async function balance(): Promise<number> {
  return (await viewWallet(browser.wallet, PURSE, browser.clock.now())).balance;
}

/** Nothing left the device, nothing was taken, and the text is where it was written. */
async function expectNothingGone(ask: AskView | null): Promise<void> {
  expect(ask?.error).toEqual({ code: 'credits-price-risen', advice: 'retry' });
  expect(browser.enclave.asked).toHaveLength(0);
  expect(await balance()).toBe(FULL);
}

describe('the price that was shown', () => {
  it('is what is paid', async () => {
    const page = await openPage();
    expect(page.state?.leaves?.credits).toBe(1);
    page.link.send({ type: 'ask/start', credits: 1 });
    const { ask } = await page.until(hasEnded);
    expect(ask?.phase).toBe('done');
    expect(ask?.cost?.amount).toBe('1');
    expect(await balance()).toBe(FULL - 1);
  });

  it('may have fallen since: the lower one is paid', async () => {
    await setPrice(2);
    const page = await openPage();
    expect(page.state?.leaves?.credits).toBe(2);
    await reprice(page, 1);
    page.link.send({ type: 'ask/start', credits: 2 });
    expect((await page.until(hasEnded)).ask?.phase).toBe('done');
    expect(await balance()).toBe(FULL - 1);
  });

  it('may have risen since: nothing is taken, nothing leaves, and the next look shows the new one', async () => {
    const page = await openPage('Is it still one credit?');
    await reprice(page, 2);
    page.link.send({ type: 'ask/start', credits: 1 });
    const state = await page.until(isRefused);
    await expectNothingGone(state.ask);
    expect(browser.enclave.askRequests).toHaveLength(0);
    expect(state.draft.question).toBe('Is it still one credit?');
    expect([state.leaves?.credits, state.again]).toEqual([2, [2]]);
    page.link.send({ type: 'ask/again', id: state.ask?.id ?? '', credits: 2 });
    expect((await page.until(({ ask }) => ask?.phase === 'done')).ask?.cost?.amount).toBe('2');
    expect(await balance()).toBe(FULL - 2);
  });

  it('was none, because the enclave was still being looked at: nothing is paid unseen', async () => {
    const page = await openPage();
    page.link.send({ type: 'ask/start' });
    await expectNothingGone((await page.until(isRefused)).ask);
  });

  it('counts for the second key too, when the first is gone: what was taken for it is back', async () => {
    const page = await openPage();
    // The relay hands out the old pair until somebody has been refused.
    await statePrice(2);
    browser.enclave.behaviour.intercept = ({ path, query, method }) => {
      if (method === 'GET' && path === '/keys' && query === '') void browser.enclave.refreshRelay();
      return undefined;
    };
    page.link.send({ type: 'ask/start', credits: 1 });
    const { ask } = await page.until(hasEnded);
    await expectNothingGone(ask);
    expect(browser.enclave.askRequests).toHaveLength(1);
  });
});

describe('every other way to send', () => {
  it('an ask that waited its turn, while the price rose, does not go', async () => {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    browser.enclave.behaviour.beforePiece = () => gate;
    const page = await openPage();
    for (let n = 0; n <= MAX_RUNNING; n++) page.link.send({ type: 'ask/start', credits: 1 });
    await page.until(
      ({ asks }) => asks.filter(({ phase }) => phase === 'waiting').length === MAX_RUNNING,
    );
    await eventually(() => expect(browser.enclave.asked).toHaveLength(MAX_RUNNING));
    await reprice(page, 2);
    letGo();
    const { asks } = await page.until(({ asks: all }) => all[0]?.phase === 'refused');
    expect(asks[0]?.error?.code).toBe('credits-price-risen');
    expect(browser.enclave.asked).toHaveLength(MAX_RUNNING);
  });

  it('a follow-up shows its price and is held to it', async () => {
    const page = await openPage();
    page.link.send({ type: 'ask/start', credits: 1 });
    const { ask } = await page.until(hasEnded);
    const after = ask?.id ?? '';
    page.link.send({ type: 'follow/change', after, draft: { question: 'And then?' } });
    await page.until(({ follow }) => follow?.leaves?.credits === 1);
    await setPrice(2);
    page.link.send({ type: 'enclave/recheck' });
    await page.until(({ follow }) => follow?.leaves?.credits === 2);
    page.link.send({ type: 'ask/follow', after, credits: 1 });
    const refused = await page.until((state) => isRefused(state) && state.ask?.place.turn === 2);
    expect(refused.ask?.error?.code).toBe('credits-price-risen');
    expect(refused.ask?.draft.question).toBe('And then?');
    expect(browser.enclave.asked).toHaveLength(1);
    expect(await balance()).toBe(FULL - 1);
  });

  it('a worker’s death makes no other price of it', () => {
    const sent = { id: 'a', draft: draft(), model: 'm', place: { thread: 'a', turn: 1 } };
    const view = { ...newAskView({ ...sent, agreedCredits: 3 }, 1), phase: 'verifying' as const };
    expect(resumed(view, 2).view).toMatchObject({ phase: 'queued', agreedCredits: 3 });
  });
});

describe('a question that no size holds together with its credits', () => {
  it('is too large before Send and at Send, and takes nothing', async () => {
    const page = await openPage('x'.repeat(28_000));
    expect(page.state?.leaves?.error?.code).toBe('question-too-large');
    expect(page.state?.leaves?.credits).toBeUndefined();
    page.link.send({ type: 'ask/start', credits: 8 });
    const { ask } = await page.until(isRefused);
    expect(ask?.error?.code).toBe('question-too-large');
    expect(browser.enclave.asked).toHaveLength(0);
    expect(await balance()).toBe(FULL);
  });
});
