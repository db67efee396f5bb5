/** Waits until the last ask has settled, and takes its proof file out of the extension as the proofs page does. */
import type { Page } from 'puppeteer-core';
import { isRecord } from '../json.ts';
import { ringAlarm } from './alarm.ts';
import type { Chromium } from './chromium.ts';
import { readStore } from './kept.ts';
import { click, mark } from './popup.ts';
import { until } from './until.ts';

async function settlementOf(chromium: Chromium, id: string): Promise<unknown> {
  const kept = (await readStore(chromium, 'asks')).find((one) => one['id'] === id);
  const states = kept?.['states'];
  return isRecord(states) ? states['settlement'] : undefined;
}

/** Rings the extension's own alarm until its look finds the receipt in the log. */
export async function waitForSettlement(chromium: Chromium, id: string): Promise<void> {
  let turns = 0;
  await until(
    async () => {
      if (turns++ % 20 === 0) await ringAlarm(chromium);
      return (await settlementOf(chromium, id)) === 'holds' ? true : undefined;
    },
    { what: 'the receipt to settle', timeoutMs: 60_000 },
  );
}

/** The text of the proof file as the proofs page hands it over, with question and answer in it or without. */
export async function exportProof(
  chromium: Chromium,
  id: string,
  withPlaintext: boolean,
): Promise<string> {
  const page = await chromium.openOwnPage('proofs.html');
  await page.evaluate(catchFile);
  const item = `${mark('proof-item')}[data-id="${id}"]`;
  await page.waitForSelector(item);
  await page.locator(item).click();
  await openLibrary(page);
  if (withPlaintext) await click(page, 'export-texts');
  await click(page, 'export-one');
  const text = await until(() => page.evaluate(() => document.documentElement.dataset['caught']), {
    what: 'the proof file',
  });
  await page.close();
  return text;
}

/** What can be done with many proofs is behind a click. */
export async function openLibrary(page: Page): Promise<void> {
  if ((await page.$(mark('export-all'))) !== null) return;
  await page.waitForSelector(mark('library-acts'));
  await page.locator(`${mark('library-acts')} > summary`).click();
  await page.waitForSelector(mark('export-all'));
}

/** In the page: keeps what is handed to the person as a file, and hands it over all the same. */
function catchFile(): void {
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (file) => {
    if (file instanceof Blob) {
      void file.text().then((text) => (document.documentElement.dataset['caught'] = text));
    }
    return make(file);
  };
}
