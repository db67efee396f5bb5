import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, click, textOf } from '../../../scripts/drive/popup.ts';
import { exportProof, openLibrary, waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

const folder = makeTemporary('library');
let servers: Servers;
let chromium: Chromium;
let page: Page;
let id: string;
const path = join(folder, 'one.proof.json');

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  const site = await visit(chromium, servers.pages.url);
  servers.model.say('Eighty jacks lifted it.');
  const popup = await openPopupOn(chromium, site, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup);
  await popup.close();
  id = String((await readStore(chromium, 'asks'))[0]?.['id']);
  page = await chromium.openOwnPage('proofs.html');
  await page.waitForSelector('[data-testid="overview"]');
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(folder);
});

async function overviewSays(words: RegExp): Promise<true> {
  return until(async () => words.test(await textOf(page, 'overview')) || undefined, {
    what: `the overview to say ${String(words)}`,
  });
}

/** Chooses the file as a person does, and waits until all of it was read. */
async function handIn(file: string): Promise<void> {
  await openLibrary(page);
  const input = await page.$('input[data-testid="import-files"]');
  if (input === null) throw new Error('no place for files');
  await input.evaluate((element) => element.scrollIntoView());
  await (await input.toElement('input')).uploadFile(file);
  await page.waitForSelector('[data-testid="import-outcome"][data-reading="false"]');
}

describe('the proofs page', () => {
  it('counts what is kept, and turns to settled by itself', async () => {
    expect(await overviewSays(/Settled\s*0 of 1/)).toBe(true);
    await servers.stack.settle();
    await waitForSettlement(chromium, id);
    expect(await overviewSays(/Settled\s*1 of 1/)).toBe(true);
  });

  it('narrows the list by state', async () => {
    await page.select('[data-testid="filter-state"]', 'failed');
    await page.waitForFunction(() => document.querySelector('[data-testid="proof-item"]') === null);
    await page.select('[data-testid="filter-state"]', 'proven');
    await page.waitForSelector('[data-testid="proof-item"]');
  });

  it('knows its own file again when that is handed in', async () => {
    writeFileSync(path, await exportProof(chromium, id, true));
    await handIn(path);
    expect(await attributesOf(page, 'imported-proof')).toMatchObject({ 'data-outcome': 'known' });
    expect(await textOf(page, 'imported-proof')).toMatch(/development.*: holds; PCR0/);
  });

  it('hands out what is ticked, by the keyboard alone', async () => {
    await page.focus('[data-testid="proof-tick"]');
    await page.keyboard.press('Space');
    expect(await textOf(page, 'selected-count')).toBe('One selected');
    await page.keyboard.press('Escape');
    expect(await textOf(page, 'selected-count')).toBe('None selected');
    await page.focus('[data-testid="proof-tick"]');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.waitForSelector('[data-testid="export-selected"]');
    await click(page, 'export-selected');
    await page.waitForSelector('[data-testid="export-end"]');
    expect(await textOf(page, 'export-end')).toBe('One proof exported.');
  });

  it('hands all of it out', async () => {
    await openLibrary(page);
    await click(page, 'export-all');
    await page.waitForSelector('[data-testid="export-end"]');
    expect(await textOf(page, 'export-end')).toBe('One proof exported.');
  });

  it('says so when a record was changed behind its back', async () => {
    await chromium.inWorker(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('sotto');
      opening.onsuccess = () => {
        const store = opening.result.transaction('asks', 'readwrite').objectStore('asks');
        store.openCursor().onsuccess = ({ target }) => {
          const put = target.result.update({ ...target.result.value, model: 'another' });
          put.onsuccess = () => { opening.result.close(); resolve(); };
          put.onerror = () => reject(put.error);
        };
      };
    })`);
    await page.reload();
    await page.waitForSelector('[data-testid="journal"]');
    expect(await textOf(page, 'journal')).toContain('One record was changed.');
  });

  it('forgets everything, and open views empty too', async () => {
    const other = await chromium.openOwnPage('proofs.html');
    await other.waitForSelector('[data-testid="proof-item"]');
    await page.bringToFront();
    await openLibrary(page);
    await click(page, 'forget-many');
    await click(page, 'forget-many-sure');
    // By the clock: a tab in the background paints no frames to wait for.
    await other.waitForFunction(
      () => document.querySelector('[data-testid="proof-item"]') === null,
      { polling: 100 },
    );
    for (const store of ['asks', 'proofs', 'evidence']) {
      expect(await readStore(chromium, store)).toEqual([]);
    }
    const [, ...rest] = (await readStore(chromium, 'journal')).reverse();
    expect(rest.length).toBeGreaterThan(0);
    await other.close();
  });

  it('takes a proof of somebody else in, marked, and checks it again', async () => {
    await handIn(path);
    await page.waitForSelector('[data-testid="imported-proof"][data-outcome="added"]');
    await page.waitForSelector('[data-testid="proof-item"]');
    expect(await textOf(page, 'proof-item')).toContain('imported');
    await click(page, 'proof-item');
    await page.waitForSelector('[data-testid="proof-detail"]');
    expect(await textOf(page, 'proof-detail')).toContain('Eighty jacks lifted it.');
    await page.waitForSelector('[data-testid="overview"]');
    expect(await textOf(page, 'overview')).toMatch(/Asks\s*0/);
  });

  it('names what it refuses and adds nothing of it', async () => {
    const text = readFileSync(path, 'utf8').replace('Eighty jacks', 'Ninety jacks');
    writeFileSync(path, text);
    await handIn(path);
    await page.waitForSelector('[data-testid="imported-proof"][data-outcome="refused"]');
    const refused = await attributesOf(page, 'imported-proof');
    expect(refused['data-code']).toBe('receipt-answer-mismatch');
    expect(await readStore(chromium, 'asks')).toHaveLength(1);
  });

  it('forgets what was asked between two days, and says how much that is', async () => {
    await page.select('[data-testid="forget-which"]', 'range');
    for (const end of ['from', 'until']) {
      await page.$eval(`[data-testid="forget-${end}"]`, (field) => {
        if (!(field instanceof HTMLInputElement)) throw new Error('no field');
        const now = new Date();
        const two = (part: number) => String(part).padStart(2, '0');
        field.value = `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
    }
    await click(page, 'forget-many');
    await page.waitForSelector('[data-testid="forget-many-sure"]');
    await click(page, 'forget-many-sure');
    await page.waitForFunction(() => document.querySelector('[data-testid="proof-item"]') === null);
    expect(await readStore(chromium, 'asks')).toEqual([]);
  });
});
