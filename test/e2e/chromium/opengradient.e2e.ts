import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  backToQuestion,
  measurementOf,
  openPopupOn,
  sendQuickAction,
  statesOf,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { connectAccount, useOpengradient } from '../../../scripts/drive/opengradient.ts';
import { servePages, type PageServer } from '../../../scripts/drive/page-server.ts';
import { attributesOf, mark, textOf, waitForState } from '../../../scripts/drive/popup.ts';
import { waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { noLies } from '../../../stack/opengradient/lies.ts';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../../stack/opengradient/start-opengradient.ts';
import { closePages, openBrowser, visit } from '../support/desk.ts';
import { PAGES, QUOTE } from '../support/pages.ts';

let folder: string;
let network: EmulatedNetwork;
let pages: PageServer;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  folder = makeTemporary('network');
  network = await startOpengradient({ folder });
  pages = await servePages(PAGES);
  chromium = await openBrowser(undefined);
  const own = await chromium.openOwnPage('popup.html');
  await useOpengradient(own, network);
  await connectAccount(own, network);
  await own.close();
  page = await visit(chromium, pages.url);
});

afterAll(async () => {
  await chromium.close();
  await pages.close();
  await network.close();
  removeTemporary(folder);
});

afterEach(async () => {
  const honest = noLies();
  Object.assign(network.lies.gateway, honest.gateway);
  network.lies.rpc.splice(0, 2, ...honest.rpc);
  network.lies.relay = 'honest';
  await closePages(chromium);
});

/** A popup on the quote, after the settings were written anew: whatever was known of an enclave is forgotten. */
async function openAnew(changes: Record<string, unknown> = {}): Promise<Page> {
  const own = await chromium.openOwnPage('popup.html');
  await useOpengradient(own, network, { pinnedPcrHashes: [], ...changes });
  await useOpengradient(own, network, changes);
  await own.close();
  const popup = await openPopupOn(chromium, page, '#quote');
  await backToQuestion(popup);
  return popup;
}

async function errorCode(popup: Page): Promise<string | undefined> {
  return (await attributesOf(popup, 'error'))['data-code'];
}

async function askAnew(): Promise<{ popup: Page; code: string | undefined; posted: number }> {
  const popup = await openAnew();
  await waitForEnclave(popup);
  const before = network.relay.received.length;
  await sendQuickAction(popup, 'explain');
  await popup.waitForSelector(mark('error'), { timeout: 30_000 });
  return { popup, code: await errorCode(popup), posted: network.relay.received.length - before };
}

describe('an ask over the emulated network', () => {
  it('holds the chain to two nodes and checks the attestation again before it asks', async () => {
    const popup = await openAnew();
    await waitForEnclave(popup);
    for (const { asked } of network.rpcs) expect(asked).toContain('eth_call');
    const asked = network.rpcs.flatMap((node) => node.asked);
    expect(asked).toContain('eth_getTransactionByHash');
    expect(network.relay.received).toEqual([]);
    expect(await textOf(popup, 'development-root')).toMatch(/hardware/i);
  });

  it('ends with a verified signature, and settles later', async () => {
    const popup = await openAnew();
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen.phase).toBe('done');
    expect(seen.states).toMatchObject({
      enclave: 'holds',
      sealed: 'holds',
      answered: 'complete',
      receipt: 'holds',
      settlement: 'pending',
    });
    expect(seen.answer).not.toBe('');
    expect(await popup.$(mark('provisional'))).toBeNull();
    expect(await measurementOf(popup)).toBe(network.measurement.pcr0);
    expect(await textOf(popup, 'relay-host')).toBe(new URL(network.relayUrl).host);

    await network.settleNow();
    const kept = await until(
      async () => (await readStore(chromium, 'asks')).find(({ id }) => typeof id === 'string'),
      { what: 'the ask to be kept' },
    );
    await waitForSettlement(chromium, String(kept['id']));
    expect(network.aggregator.asked.some((path) => path.startsWith('/v1/blobs/'))).toBe(true);
    await until(async () => ((await statesOf(popup)).settlement === 'holds' ? true : undefined), {
      what: 'the popup to tell of the settlement',
    });
  });

  it('told the relay of an account, a gateway and sealed bytes, and the gateway of nobody', async () => {
    const popup = await openAnew();
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    await waitForEnd(popup);
    const question = network.relay.received.at(-1);
    expect(question?.headers.get('authorization')).toMatch(/^Bearer \S+$/);
    expect(question?.headers.get('x-ohttp-stream')).toBe('true');
    expect(question?.headers.get('content-type')).toBe('message/ohttp-req');
    const head = JSON.stringify([...(question?.headers ?? [])]);
    expect(head).not.toMatch(/chrome-extension|cookie|referer/i);
    expect(Buffer.from(question?.body ?? []).toString('latin1')).not.toMatch(/messages|model/);
    const teeId = question?.headers.get('x-tee-id');
    expect(network.gateways().map(({ keys }) => keys.teeId)).toContain(teeId);
    for (const { headers } of network.gateways().flatMap(({ received }) => received)) {
      expect([...headers.keys()]).not.toContain('authorization');
      expect(JSON.stringify([...headers])).not.toMatch(/mozilla|chrome/i);
    }
  });

  it('keeps its account where nobody can read it', async () => {
    const stores = await Promise.all(
      ['asks', 'proofs', 'drafts', 'keys'].map((name) => readStore(chromium, name)),
    );
    const token = String(network.relay.received.at(-1)?.headers.get('authorization')).slice(7);
    expect(token.length).toBeGreaterThan(10);
    expect(JSON.stringify(stores)).not.toContain(token);
    const settings = await chromium.inWorker('chrome.storage.local.get()');
    expect(JSON.stringify(settings)).not.toContain(token);
  });
});

describe('a registry that cannot be believed', () => {
  it.each([
    ['swapped-keys', 'chain-disagrees'],
    ['other-chain', 'chain-wrong'],
    ['down', 'chain-node-unreachable'],
    ['garbage', 'chain-node-invalid'],
  ] as const)('one of two nodes is "%s": refused, the text stays', async (lie, code) => {
    network.lies.rpc[1] = lie;
    const before = network.relay.received.length;
    const popup = await openAnew();
    await waitForState(popup, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(popup)).toBe(code);
    expect(await textOf(popup, 'error')).not.toBe('');
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    expect(await popup.$(`${mark('send')}:not([disabled]):not([aria-disabled="true"])`)).toBeNull();
    expect(network.relay.received.length).toBe(before);
  });

  it('without history: only asked where the person said that the registry is enough', async () => {
    network.lies.rpc[0] = 'no-history';
    network.lies.rpc[1] = 'no-history';
    const refused = await openAnew();
    await waitForState(refused, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(refused)).toBe('registry-only');
    await refused.close();
    const popup = await openAnew({ recheck: 'if-served' });
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen.states).toMatchObject({ enclave: 'registry', receipt: 'holds' });
  });
});

describe('an answer or a relay that fails', () => {
  it('an answer signed by another gateway stays provisional, and says why', async () => {
    network.lies.gateway.answer = 'signed-by-other';
    const { popup, code } = await askAnew();
    expect(code).toBe('answer-of-another-gateway');
    expect((await statesOf(popup)).receipt).toBe('fails');
    expect(await popup.$(mark('provisional'))).not.toBeNull();
  });

  it.each([
    [402, 'Insufficient credits', 'account-exhausted'],
    [429, 'Rate limit exceeded', 'relay-busy'],
  ])('a relay that answers %i: asked once, paid for once', async (status, detail, code) => {
    network.lies.relay = { status, detail };
    expect(await askAnew()).toMatchObject({ code, posted: 1 });
  });

  it('a token that has ended is renewed once, and the question answered', async () => {
    const popup = await openAnew();
    await waitForEnclave(popup);
    network.accounts.expireTokens();
    const renewals = network.accounts.refreshes();
    await sendQuickAction(popup, 'explain');
    expect(await waitForEnd(popup)).toMatchObject({ phase: 'done', states: { receipt: 'holds' } });
    expect(network.accounts.refreshes()).toBe(renewals + 1);
  });
});
