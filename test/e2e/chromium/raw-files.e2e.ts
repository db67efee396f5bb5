/** What stands in clear in the files of a profile: nothing that a person asked, read or was given, with every store filled. */
import type { Target } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { servePages, type PageServer } from '../../../scripts/drive/page-server.ts';
import { click, mark, type, waitAnew } from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord } from '../../../scripts/json.ts';
import { openBrowser, startServers, type Servers } from '../support/desk.ts';
import { lieBefore, type LyingRelay } from '../support/lying-relay.ts';
import {
  FILLED,
  FILLING,
  OF_THE_PAGE,
  PAGES,
  PRIVATE,
  type Desk,
} from '../support/marked-words.ts';
import { filesWith } from '../support/profile-files.ts';
import { openingEach } from '../support/vault-thief.ts';

const DAY_MS = 86_400_000;
const PASSPHRASE = 'four stones on the quay';
/** Written in clear on purpose: a search that does not find these would find nothing. */
const CONTROL = { packed: 'Zwischendeckslaternenputzer', typed: 'Wiedergefundene Buddelflasche' };

let servers: Servers;
let relay: LyingRelay;
let pages: PageServer;
let profile: string;
let chromium: Chromium;
let desk: Desk;
/** Of this run: the voucher, the tokens it was turned into, the bare key while it was unlocked. */
const secrets: string[] = [];

beforeAll(async () => {
  servers = await startServers(undefined, { hasCredits: true });
  relay = await lieBefore(servers.recorder.url);
  pages = await servePages(PAGES);
  profile = makeTemporary('profile');
  const settings = { ...servers.settings, relayUrl: relay.url, witnesses: [] };
  chromium = await openBrowser(settings, { profile });
  const voucher = servers.stack.issuer?.invite({ batches: 1, untilMs: Date.now() + DAY_MS }) ?? '';
  desk = { chromium, servers, relay, voucher, pagesUrl: pages.url };
});

afterAll(async () => {
  await chromium.close();
  await pages.close();
  await relay.close();
  await servers.close();
  removeTemporary(profile);
});

/** The tokens of the wallet, opened with the key that lies beside it. */
const TOKENS = `${openingEach('wallet', "(record) => [record, 'wallet']")}.then((texts) =>
  texts.flatMap((text) => JSON.parse(text).value.purses.flatMap(({ credits }) => credits.map(({ token }) => token))))`;

const STORES = `new Promise((resolve) => {
  const opening = indexedDB.open('sotto');
  opening.onsuccess = () => {
    resolve([...opening.result.objectStoreNames]);
    opening.result.close();
  };
})`;

/** A database of the same browser that holds its words in clear, made of parts that were written before. */
const WRITE_CONTROL = (word: string): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('control');
  opening.onupgradeneeded = () => opening.result.createObjectStore('words');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const word = '${word}';
    const parts = word.match(/.{1,9}/g).join(' ').repeat(4000);
    const writing = opening.result.transaction('words', 'readwrite', { durability: 'strict' });
    writing.objectStore('words').put({ parts, word }, 'word');
    writing.oncomplete = () => { opening.result.close(); resolve(true); };
  };
})`;

/** A field like ours but for one attribute, beside ours: once the browser has written it down, it has seen ours too. */
async function typeIntoFieldThatIsRemembered(): Promise<void> {
  const isTab = (target: Target): boolean => target.url().endsWith('/tab.html');
  const tab = await (await chromium.browser.waitForTarget(isTab)).asPage();
  await tab.bringToFront();
  await tab.evaluate(() => {
    const field = document.createElement('textarea');
    field.dataset['testid'] = 'control';
    document.body.append(field);
  });
  await type(tab, 'control', CONTROL.typed);
  await until(() => filesWith(profile, [CONTROL.typed]).length > 0 || undefined, {
    what: 'the browser to write down what was typed',
    timeoutMs: 30_000,
  });
}

/** Words of ours that stand in any file, and files of ours in which words of the page stand. */
function readable(): string[] {
  const words = [...Object.values(PRIVATE), ...secrets];
  const ours = (file: string): boolean => file.includes(chromium.extensionId);
  return [
    ...words.filter((one) => filesWith(profile, [one]).length > 0),
    ...filesWith(profile, Object.values(OF_THE_PAGE)).filter(ours),
    ...filesWith(profile, [OF_THE_PAGE.quote]).filter((file) => !file.includes('Cache')),
  ];
}

describe('a profile', () => {
  it.each(FILLING)('takes %s', async (_, fill, store) => {
    await fill(desk);
    expect(await readStore(chromium, store)).not.toEqual([]);
  });

  it('has every store that there is filled', async () => {
    for (const [store, isFilled] of Object.entries(FILLED)) {
      await until(async () => isFilled(await readStore(chromium, store)) || undefined, {
        what: `the store ${store} to be filled`,
      });
    }
    expect(await chromium.inWorker(STORES)).toEqual(Object.keys(FILLED).toSorted());
    const tokens = await chromium.inWorker(TOKENS);
    if (!Array.isArray(tokens) || tokens.length === 0) throw new Error('no credits');
    secrets.push(desk.voucher, ...tokens.map(String));
  });
});

describe('its files', () => {
  it('are read through whatever they are packed in, down to a field that the browser remembers', async () => {
    await chromium.inWorker(WRITE_CONTROL(CONTROL.packed));
    await typeIntoFieldThatIsRemembered();
    await chromium.close();
    expect(filesWith(profile, [CONTROL.packed]).join()).toContain('indexeddb');
    expect(filesWith(profile, [CONTROL.typed]).join()).toMatch(/Sessions/);
  });

  it('hold no word of ours in clear', () => {
    expect(readable()).toEqual([]);
  });

  it('nor under a passphrase, of which they hold nothing either', async () => {
    chromium = await openBrowser(undefined, { profile });
    const page = await chromium.openOwnPage('options.html');
    await click(page, 'passphrase-set');
    await type(page, 'passphrase-new', PASSPHRASE);
    await type(page, 'passphrase-again', PASSPHRASE);
    await click(page, 'passphrase-act');
    await page.waitForSelector(mark('at-rest-locked'), { timeout: 40_000 });
    const kept = await chromium.inWorker('chrome.storage.session.get("vault-key")');
    const value = isRecord(kept) && isRecord(kept['vault-key']) ? kept['vault-key']['key'] : '';
    expect(value).toMatch(/^[A-Za-z0-9_-]{43}$/);
    secrets.push(PASSPHRASE, String(value));
    await click(page, 'lock-now');
    await waitAnew(page, 'locked');
    await chromium.close();
    expect(readable()).toEqual([]);
  });
});
