import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { sendQuickAction, waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { attributesOf, click, mark, renderedTextOf, textOf } from '../../../scripts/drive/popup.ts';
import { changeSettings } from '../../../scripts/drive/settings.ts';
import { until } from '../../../scripts/drive/until.ts';
import { closePages, openBrowser, startServers, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

const ANSWER = 'It rose by eighty jacks, turned at the beat of a drum.';

let servers: Servers;
let chromium: Chromium;

beforeAll(async () => {
  servers = await startServers();
  servers.model.say(ANSWER);
  chromium = await openBrowser(servers.settings, { firstPage: undefined });
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

afterEach(() => closePages(chromium));

async function ownPage(path: string): Promise<Page | undefined> {
  const address = `chrome-extension://${chromium.extensionId}/${path}`;
  return chromium.browser
    .targets()
    .find((one) => one.url().startsWith(address))
    ?.asPage();
}

async function appeared(path: string): Promise<Page> {
  const page = await until(() => ownPage(path), { what: `${path} to open` });
  await page.waitForSelector(mark('app'));
  return page;
}

describe('the installation', () => {
  it('opens the first page by itself', async () => {
    const welcome = await until(() => ownPage('welcome.html'), { what: 'the first page' });
    await welcome.waitForSelector(mark('welcome-skip'));
    expect(await welcome.$(mark('welcome-sample'))).not.toBeNull();
  });
});

describe('one app in three homes', () => {
  it('goes on with the same ask in the side panel and in a tab', async () => {
    const popup = await chromium.openOwnPage('popup.html');
    await popup.waitForSelector(mark('app'));
    await ask(popup, { type: 'draft/change', draft: { quote: QUOTE } }, 'app/state');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    await waitForEnd(popup);
    await click(popup, 'move-side');
    const side = await appeared('sidepanel.html');
    expect((await attributesOf(side, 'app'))['data-home']).toBe('side');
    await side.waitForSelector(mark('answer'));
    expect(await renderedTextOf(side, 'answer')).toContain(ANSWER);
    const tab = await chromium.openOwnPage('tab.html');
    await tab.waitForSelector(mark('answer'));
    expect((await attributesOf(tab, 'app'))['data-home']).toBe('tab');
    expect(await renderedTextOf(tab, 'answer')).toContain(ANSWER);
  });

  it('fits a panel of 280 px without anything wider than it', async () => {
    const side = await chromium.openOwnPage('sidepanel.html');
    await side.waitForSelector(mark('app'));
    for (const width of [280, 360, 500]) {
      await side.setViewport({ width, height: 700 });
      const widest = await side.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('.app *')].map(
            (element) => element.getBoundingClientRect().right,
          ),
        ),
      );
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  it('shows the one tab again instead of a second one', async () => {
    const own = await chromium.openOwnPage('options.html');
    await changeSettings(own, { home: 'tab' });
    const count = (): number =>
      chromium.browser.targets().filter((one) => one.url().endsWith('/tab.html')).length;
    const gesture = `chrome.tabs.query({ active: true }).then(([tab]) =>
      chrome.commands.onCommand.dispatch('ask-privately', tab))`;
    await chromium.inWorker(gesture);
    await until(() => (count() === 1 ? true : undefined), { what: 'the tab' });
    await chromium.inWorker(gesture);
    await chromium.inWorker(gesture);
    const tab = await appeared('tab.html');
    await tab.waitForFunction('document.visibilityState === "visible"');
    expect(count()).toBe(1);
    await changeSettings(own, { home: 'popup' });
  });
});

describe('the first page', () => {
  it('shows that the relay is there, and its passage can be asked about at once', async () => {
    const welcome = await chromium.openOwnPage('welcome.html');
    await welcome.waitForSelector(`${mark('welcome-relay')}[data-phase="ready"]`);
    const passage = await textOf(welcome, 'welcome-sample');
    await click(welcome, 'welcome-ask');
    const tab = await appeared('tab.html');
    await tab.waitForSelector(mark('quote'));
    expect(await textOf(tab, 'quote')).toBe(passage);
    await sendQuickAction(tab, 'explain');
    expect(await waitForEnd(tab)).toMatchObject({ phase: 'done', answer: ANSWER });
  });
});
