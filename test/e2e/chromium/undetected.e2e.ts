/**
 * A page that does all it can to find out whether the extension is there. It is given the extension's id, which in
 * Chrome is the same for everyone. The same page is asked in a browser with the extension and in one without: whatever
 * it can tell must be the same.
 */
import { launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { findBrowser } from '../../../scripts/find-browser.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import {
  allowSite,
  onGrantedHost,
  selectByMouse,
  waitForButton,
} from '../support/selection-button.ts';

let servers: Servers;
let chromium: Chromium;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

/** What a page can learn: addresses that answer, names and properties, changes of its tree, events, what styles say. */
async function probe(page: Page, id: string): Promise<unknown> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Reflect.set(window, 'seen', seen);
    const note = (records: MutationRecord[]): void =>
      void seen.push(...records.map(({ type, target }) => `${type} ${target.nodeName}`));
    new MutationObserver(note).observe(document, {
      ...{ subtree: true, childList: true, attributes: true, characterData: true },
    });
    addEventListener('message', ({ data }) => seen.push(`message ${String(data)}`));
  });
  await selectByMouse(page, '#quote');
  await page.keyboard.press('a');
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 800)));
  return page.evaluate(async (extensionId) => {
    const files = ['manifest.json', 'popup.html', 'sidepanel.html', 'tab.html', 'icon/16.png'];
    const scripts = ['selection-button.js', 'read-selection.js', 'background.js'];
    const load = (make: (url: string) => Promise<unknown>) => async (path: string) =>
      make(`chrome-extension://${extensionId}/${path}`).then(
        () => 'answers',
        (error: unknown) => String(error instanceof Error ? error.message : error),
      );
    const image = (src: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const made = new Image();
        made.onload = resolve;
        made.onerror = () => reject(new Error('no image'));
        made.src = src;
      });
    const script = (src: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const made = document.createElement('script');
        made.onload = resolve;
        made.onerror = () => reject(new Error('no script'));
        made.src = src;
        document.head.append(made);
      });
    const every = [...files, ...scripts];
    return {
      fetched: await Promise.all(every.map(load((url) => fetch(url)))),
      opaque: await Promise.all(every.map(load((url) => fetch(url, { mode: 'no-cors' })))),
      images: await Promise.all(every.map(load(image))),
      run: await Promise.all(scripts.map(load(script))),
      names: Object.getOwnPropertyNames(window)
        .filter((name) => !/^\d+$/.test(name))
        .sort(),
      chrome: Object.keys(Reflect.get(window, 'chrome') ?? {}).sort(),
      runtime: typeof Reflect.get(Reflect.get(window, 'chrome') ?? {}, 'runtime'),
      seen: JSON.stringify(Reflect.get(window, 'seen')),
      sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
      html: new XMLSerializer().serializeToString(document),
      frames: window.length,
    };
  }, id);
}

async function withoutExtension(url: string): Promise<unknown> {
  const browser = await launch({
    executablePath: await findBrowser('chromium'),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    defaultViewport: null,
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await probe(page, chromium.extensionId);
  } finally {
    await browser.close();
  }
}

describe('a page that looks for the extension', () => {
  it('finds the same as in a browser that has none', async () => {
    const url = onGrantedHost(servers.pages.url, '/');
    const page = await visit(chromium, url);
    const seen = await probe(page, chromium.extensionId);
    expect(seen).toEqual(await withoutExtension(url));
    expect(JSON.stringify(seen)).not.toMatch(/answers|sotto/i);
    await page.close();
  });

  it('on a site that the person allowed finds one nameless element, and cannot look inside', async () => {
    const page = await visit(chromium, onGrantedHost(servers.pages.url, '/'));
    await allowSite(chromium, page);
    await page.reload();
    expect(
      await page.evaluate(() => document.querySelectorAll('html > :not(head, body)').length),
    ).toBe(0);
    await selectByMouse(page, '#quote');
    await waitForButton(page);
    const found = await page.evaluate(() =>
      [...document.querySelectorAll('html > :not(head, body)')].map((element) => ({
        name: element.localName,
        attributes: element.getAttributeNames().sort(),
        hasRoot: element.shadowRoot !== null,
        text: element.textContent,
        inner: element.childNodes.length,
      })),
    );
    expect(found).toEqual([
      { name: 'div', attributes: ['popover', 'style'], hasRoot: false, text: '', inner: 0 },
    ]);
  });
});
