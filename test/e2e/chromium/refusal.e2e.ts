import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, mark, textOf, waitForState } from '../../../scripts/drive/popup.ts';
import { changeSettings } from '../../../scripts/drive/settings.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  page = await visit(chromium, servers.pages.url);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

afterEach(() => closePages(chromium));

async function withSettings(changes: Record<string, unknown>): Promise<Page> {
  const own = await chromium.openOwnPage('popup.html');
  await changeSettings(own, { ...servers.settings, ...changes });
  await own.close();
  servers.recorder.forget();
  return openPopupOn(chromium, page, '#quote');
}

async function errorCode(popup: Page): Promise<string | undefined> {
  return (await attributesOf(popup, 'error'))['data-code'];
}

/** Requests that can carry a question; keys and evidence are fetched by GET. */
function promptBearing(): number {
  return servers.recorder.requests().filter(({ method }) => method !== 'GET').length;
}

const OTHER = {
  name: 'other',
  pcr0: 'ab'.repeat(48),
  pcr1: 'cd'.repeat(48),
  pcr2: 'ef'.repeat(48),
};

describe('an enclave that is not the one that was allowed', () => {
  it.each([
    ['another measurement', { releases: [OTHER] }],
    ['no measurement allowed', { releases: [] }],
  ])('is refused with %s, nothing prompt-bearing leaves, the text stays', async (_, changes) => {
    const popup = await withSettings(changes);
    await waitForState(popup, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(popup)).toBe('measurement-unknown');
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    expect(await popup.$(`${mark('send')}:not([disabled]):not([aria-disabled="true"])`)).toBeNull();
    await popup.focus(mark('question'));
    await popup.keyboard.type('Send anyway?');
    await popup.keyboard.down('Control');
    await popup.keyboard.press('Enter');
    await popup.keyboard.up('Control');
    await waitForState(popup, 'app', 'data-phase', ['idle']);
    expect(promptBearing()).toBe(0);
    expect(servers.model.asked).toEqual([]);
    await popup.close();
  });

  it('is refused when its root is not trusted', async () => {
    const popup = await withSettings({ developmentRoots: [] });
    await waitForState(popup, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(popup)).toBe('root-unknown');
    expect(promptBearing()).toBe(0);
    await popup.close();
  });
});

describe('the way to the enclave', () => {
  it('not set: says so and offers the settings', async () => {
    const popup = await withSettings({ relayUrl: '', developmentRoots: [] });
    await waitForState(popup, 'app', 'data-enclave', ['unset']);
    expect(await textOf(popup, 'no-relay')).not.toBe('');
    expect(await popup.$(mark('open-settings'))).not.toBeNull();
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    await popup.close();
  });

  it('down: a code, a sentence, and the text stays', async () => {
    const popup = await withSettings({ relayUrl: 'http://127.0.0.1:9' });
    await waitForState(popup, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(popup)).toBe('relay-unreachable');
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    await popup.close();
  });

  it('a gateway that the relay does not know: a code of its own', async () => {
    const popup = await withSettings({ gatewayName: 'nobody' });
    await waitForState(popup, 'app', 'data-enclave', ['refused']);
    expect(await errorCode(popup)).toBe('gateway-unknown');
    await popup.close();
  });

  it('no development root on a relay that is not this machine', async () => {
    const own = await chromium.openOwnPage('popup.html');
    const wrong = { ...servers.settings, relayUrl: 'https://relay.example' };
    await expect(changeSettings(own, wrong)).rejects.toThrow('development-root-needs-loopback');
    await own.close();
  });
});

describe('a relay', () => {
  it('no relay in clear that is not this machine', async () => {
    const own = await chromium.openOwnPage('popup.html');
    const wrong = { ...servers.settings, relayUrl: 'http://relay.example', developmentRoots: [] };
    await expect(changeSettings(own, wrong)).rejects.toThrow('relay-url-insecure');
    await own.close();
  });
});

describe('a model that breaks off', () => {
  it('ends the ask as failed and keeps what had come', async () => {
    const popup = await withSettings({});
    await waitForEnclave(popup);
    servers.model.say('Some words and then', { wordMs: 50 });
    servers.model.breakOff();
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(['failed', 'done']).toContain(seen.phase);
    expect(seen.answer).toContain('Some words');
    expect(await errorCode(popup)).toBeDefined();
    await popup.close();
  });
});
