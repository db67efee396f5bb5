/**
 * Notifications of the system, as the browser itself lists them. Its question for the permission cannot be answered
 * headless, so this build has it from the start; everything else is the product.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { click, mark, waitForState } from '../../../scripts/drive/popup.ts';
import { copyBuild, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { readRecord } from '../../../scripts/json.ts';
import {
  CHROME_DESK,
  closePages,
  openBrowser,
  startServers,
  type Servers,
} from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

let servers: Servers;
let chromium: Chromium;
let extension: string;

beforeAll(async () => {
  servers = await startServers();
  extension = copyBuild(CHROME_DESK);
  const file = join(extension, 'manifest.json');
  const manifest = readRecord(file);
  const permissions = [manifest['permissions'], 'notifications'].flat();
  writeFileSync(file, JSON.stringify({ ...manifest, permissions, optional_permissions: [] }));
  chromium = await openBrowser({ ...servers.settings, notify: true, home: 'tab' }, { extension });
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(extension);
});

afterEach(async () => {
  servers.model.release();
  await closePages(chromium);
  await chromium.inWorker(`chrome.notifications.getAll().then((all) =>
    Promise.all(Object.keys(all).map((id) => chrome.notifications.clear(id))))`);
});

async function shown(): Promise<string[]> {
  const ids = await chromium.inWorker('chrome.notifications.getAll().then(Object.keys)');
  return Array.isArray(ids) ? ids.map(String) : [];
}

const notified = (news: string): Promise<true> =>
  until(async () => ((await shown()).includes(news) ? true : undefined), {
    what: `the notification of ${news}`,
  });

/** An ask whose answer stops before its last word. */
async function startHeld(question: string): Promise<Page> {
  servers.model.say('It was lifted by eighty jacks.');
  servers.model.hold();
  const tab = await chromium.openOwnPage('tab.html');
  await tab.waitForSelector(mark('app'));
  await ask(tab, { type: 'draft/clear' }, 'app/state');
  await ask(tab, { type: 'draft/change', draft: { quote: QUOTE, question } }, 'app/state');
  await waitForEnclave(tab);
  await tab.waitForSelector(`${mark('send')}:not([disabled])`);
  await click(tab, 'send');
  await waitForState(tab, 'app', 'data-phase', ['streaming']);
  return tab;
}

describe('a notification', () => {
  it('tells of an answer that arrived with no page open, and one press shows it', async () => {
    const tab = await startHeld('How was it lifted?');
    await tab.close();
    expect(await shown()).toEqual([]);
    servers.model.release();
    await notified('answer');
    await chromium.inWorker('chrome.notifications.onClicked.dispatch("answer")');
    const target = await chromium.browser.waitForTarget((one) => one.url().endsWith('/tab.html'));
    const opened = await target.asPage();
    expect(await waitForEnd(opened)).toMatchObject({
      phase: 'done',
      answer: 'It was lifted by eighty jacks.',
    });
    await until(async () => ((await shown()).length === 0 ? true : undefined), {
      what: 'the notification to go',
    });
  });

  it('tells of it too behind another tab, and not to who is looking', async () => {
    const tab = await startHeld('Once more?');
    const other = await chromium.browser.newPage();
    await other.bringToFront();
    await tab.waitForFunction('document.hidden');
    servers.model.release();
    await notified('answer');
    await other.close();
    await chromium.inWorker('chrome.notifications.clear("answer")');
    const looked = await startHeld('And again?');
    await looked.bringToFront();
    await looked.waitForFunction('!document.hidden');
    servers.model.release();
    await waitForEnd(looked);
    expect(await shown()).toEqual([]);
  });

  it('tells that the answers have settled', async () => {
    await servers.stack.settle();
    await ringAlarm(chromium);
    await notified('settled');
    expect(await shown()).toEqual(['settled']);
  });

  it('tells nothing of an end that the person made', async () => {
    const tab = await startHeld('And what if not?');
    await click(tab, 'stop');
    await waitForState(tab, 'app', 'data-phase', ['stopped']);
    await tab.close();
    servers.model.release();
    expect(await shown()).toEqual([]);
  });
});
