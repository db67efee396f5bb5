/** A gateway that proves itself by SEV-SNP reports instead of Nitro documents, and the aside that checks them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, click, mark, textOf } from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers(undefined, { evidenceKind: 'amd-sev-snp' });
  chromium = await openBrowser(servers.settings);
  page = await visit(chromium, servers.pages.url);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

function hostPages(): number {
  return chromium.browser.targets().filter((one) => one.url().endsWith('/aside-host.html')).length;
}

describe('a gateway on SEV-SNP', () => {
  it('answers, and its proof is checked again in the popup in the words of its kind', async () => {
    servers.model.say('Eighty jacks lifted it.');
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen.states).toMatchObject({ enclave: 'holds', receipt: 'holds' });
    await click(popup, 'proofs-open');
    await click(popup, 'proof-item');
    await popup.waitForSelector('[data-testid="proof-detail"]');
    expect((await attributesOf(popup, 'step-tcb'))['data-verdict']).toBe('pass');
    expect((await attributesOf(popup, 'step-binding'))['data-verdict']).toBe('pass');
    expect(await textOf(popup, 'measurement')).toMatch(/^[0-9a-f]{96}$/);
    expect(await popup.$(mark('pcr0'))).toBeNull();
    await popup.close();
  });

  it('leaves no document of the aside behind when the worker dies', async () => {
    await until(() => (hostPages() <= 1 ? true : undefined), { what: 'one host at most' });
    await chromium.killWorker();
    await until(() => (hostPages() === 0 ? true : undefined), { what: 'the host to close itself' });
    expect(hostPages()).toBe(0);
  });

  it('is checked again by a worker that was started anew', async () => {
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    expect(hostPages()).toBe(1);
    await popup.close();
  });

  it('does not listen to the host page opened in a tab', async () => {
    const stranger = await chromium.openOwnPage('aside-host.html').catch(() => undefined);
    // It is let go at once and closes itself; the worker goes on.
    await until(() => (hostPages() <= 1 ? true : undefined), { what: 'the stranger to be let go' });
    await stranger?.close().catch(() => undefined);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    expect(hostPages()).toBeLessThanOrEqual(1);
    await popup.close();
  });
});
