import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { servePages, type PageServer } from '../../../scripts/drive/page-server.ts';
import {
  attributesOf,
  click,
  mark,
  textOf,
  type,
  waitForState,
} from '../../../scripts/drive/popup.ts';
import { waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../../stack/opengradient/start-opengradient.ts';
import { openBrowser, visit } from '../support/desk.ts';
import { PAGES } from '../support/pages.ts';

let folder: string;
let network: EmulatedNetwork;
let pages: PageServer;
let chromium: Chromium;
let settings: Page;

beforeAll(async () => {
  folder = makeTemporary('by-hand');
  network = await startOpengradient({ folder });
  pages = await servePages(PAGES);
  chromium = await openBrowser(undefined);
  settings = await chromium.openOwnPage('options.html');
  await settings.waitForSelector(mark('settings'));
});

afterAll(async () => {
  await chromium.close();
  await pages.close();
  await network.close();
  removeTemporary(folder);
});

/** In the middle of the window, away from the bar that stays at its foot. */
async function press(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`${mark(name)}:not([disabled])`);
  await page.$eval(mark(name), (element) => element.scrollIntoView({ block: 'center' }));
  await click(page, name);
}

async function open(page: Page, name: string): Promise<void> {
  const summary = `${mark(name)} > summary`;
  await page.waitForSelector(summary);
  await page.$eval(summary, (element) => element.scrollIntoView({ block: 'center' }));
  await page.locator(summary).click();
}

async function saved(page: Page): Promise<void> {
  await click(page, 'settings-save');
  await until(
    async () => ((await textOf(page, 'settings-status')) === 'All saved.' ? true : undefined),
    { what: 'the settings to be saved' },
  );
  const error = (await page.$(mark('error'))) && (await attributesOf(page, 'error'))['data-code'];
  expect(error ?? 'none').not.toBe('settings-invalid');
}

function pemOf(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** As somebody does it who has the network's addresses on a sheet of paper. */
async function fillIn(page: Page): Promise<void> {
  await click(page, 'network-opengradient');
  await type(page, 'og-relay-url', network.relayUrl);
  await type(page, 'og-nodes', network.rpcUrls.join('\n'));
  await open(page, 'og-registry');
  await type(page, 'og-registry-address', network.registryAddress);
  await type(page, 'og-chain-id', String(network.chainId));
  await open(page, 'og-unknowns');
  await type(page, 'og-pins', network.pcrHash);
  await type(page, 'og-settlement', network.settlementAddress);
  await type(page, 'og-aggregator', network.aggregatorUrl);
  await open(page, 'trust-root-add');
  await type(page, 'trust-root', pemOf(network.developmentRootBase64));
  // What it means and its fingerprint push the button down while they appear.
  await page.waitForSelector(`${mark('trust-root-add')} .hex > span`);
  await press(page, 'trust-root-allow');
  await page.waitForSelector(mark('trust-root-remove'));
}

async function stages(page: Page): Promise<Record<string, string>> {
  const rows: readonly (readonly [string, string])[] = await page.$$eval(
    '[data-testid^="stage-"]',
    (found) =>
      found.map((row): [string, string] => [
        (row.getAttribute('data-testid') ?? '').slice('stage-'.length),
        row.getAttribute('data-verdict') ?? '',
      ]),
  );
  return Object.fromEntries(rows);
}

describe('OpenGradient, chosen by hand', () => {
  it('is filled in, saved and tested on the settings page, stage by stage', async () => {
    await fillIn(settings);
    await saved(settings);
    await waitForState(settings, 'test-outcome', 'data-enclave', ['ready']);
    await press(settings, 'settings-test');
    // Saving makes a look of its own, and the button another: what stands there between the two is no end.
    const passed = await until(
      async () => {
        const seen = await stages(settings);
        return seen['nodes'] === 'pass' && seen['verified'] === 'pass' ? seen : undefined;
      },
      { what: 'every stage to be passed', timeoutMs: 30_000 },
    );
    expect(passed).toEqual({
      ...{ permission: 'pass', nodes: 'pass', registry: 'pass', attestation: 'pass' },
      ...{ key: 'pass', verified: 'pass', account: 'not-reached' },
    });
    await open(settings, 'test-facts');
    expect((await attributesOf(settings, 'attested'))['data-attested']).toBe('here');
    const nodes = network.rpcUrls.map((url) => new URL(url).host).join(', ');
    expect(await textOf(settings, 'nodes')).toBe(nodes);
    expect(await textOf(settings, 'heartbeat-age')).not.toBe('');
  });

  it('takes a pasted login once its reader was read, and shows no token afterwards', async () => {
    await type(settings, 'account-bundle', 'a login that is none');
    await until(
      async () => (await textOf(settings, 'account')).includes('not a login') || undefined,
      { what: 'the refusal' },
    );
    await type(settings, 'account-bundle', network.newBundle());
    await settings.waitForSelector(mark('login-places'));
    expect(await settings.$(`${mark('account-connect')}[disabled]`)).not.toBeNull();
    await press(settings, 'account-consent');
    await press(settings, 'account-connect');
    await settings.waitForSelector(mark('account-connected'));
    expect(await textOf(settings, 'account-until')).toMatch(/\d/);
    const left = await settings.$eval(mark('account-bundle'), (box) =>
      box instanceof HTMLTextAreaElement ? box.value : 'no box',
    );
    expect(left).toBe('');
    expect((await stages(settings))['account']).toBe('pass');
  });

  it('answers a question from a page, verified, and settles later', async () => {
    const page = await visit(chromium, pages.url);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen).toMatchObject({
      phase: 'done',
      states: { enclave: 'holds', sealed: 'holds', answered: 'complete', receipt: 'holds' },
    });
    await click(popup, 'proof-chip');
    expect((await attributesOf(popup, 'attested'))['data-attested']).toBe('here');
    await network.settleNow();
    const kept = await until(
      async () => (await readStore(chromium, 'asks')).find(({ id }) => typeof id === 'string'),
      { what: 'the ask to be kept' },
    );
    await waitForSettlement(chromium, String(kept['id']));
    await popup.close();
    await page.close();
  });

  it('asks no more once the account is removed', async () => {
    await settings.bringToFront();
    await press(settings, 'account-remove');
    await press(settings, 'account-remove-sure');
    await until(
      async () => ((await settings.$(mark('account-connected'))) === null ? true : undefined),
      { what: 'the account to be gone' },
    );
    const before = network.relay.received.length;
    const page = await visit(chromium, pages.url);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    await popup.waitForSelector(mark('error'), { timeout: 30_000 });
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('account-missing');
    expect(network.relay.received.length).toBe(before);
  });
});
