/**
 * How soon the popup is usable, and its list of proofs painted, in a real Chromium with many proofs kept and with few:
 * two browsers by turns.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'puppeteer-core';
import { encodeProofFile } from '../../lib/proofs/file/index.ts';
import type { Chromium } from '../../scripts/drive/chromium.ts';
import { openBrowser, type Servers } from '../../test/e2e/support/desk.ts';
import { ProofMaker } from '../../test/fakes/proof-file.ts';
import { NOW_MS } from '../proofs/kept.ts';
import { atMost, plainRow, type Row } from '../row.ts';
import { median } from '../median.ts';

const FEW = 100;

/** The question can be typed, and the frame that shows it is drawn. */
const WATCH = `new MutationObserver((_, self) => {
  const box = document.querySelector('[data-testid="question"]');
  if (box === null || box.disabled) return;
  self.disconnect();
  requestAnimationFrame(() => { globalThis.usableAtMs = performance.now(); });
}).observe(document, { subtree: true, childList: true, attributes: true });`;

const OPEN_LIST = `new Promise((resolve) => {
  const startedAt = performance.now();
  new MutationObserver((_, self) => {
    if (document.querySelector('[data-testid="proof-item"]') === null) return;
    self.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - startedAt));
  }).observe(document, { subtree: true, childList: true });
  document.querySelector('[data-testid="proofs-open"]').click();
})`;

interface Device {
  readonly chromium: Chromium;
  readonly page: Page;
}

async function openDevice(settings: Servers['settings']): Promise<Device> {
  const chromium = await openBrowser(settings);
  const page = await chromium.browser.newPage();
  await page.evaluateOnNewDocument(WATCH);
  return { chromium, page };
}

async function usableMs({ chromium, page }: Device): Promise<number> {
  await page.goto(`chrome-extension://${chromium.extensionId}/popup.html`);
  await page.waitForFunction('globalThis.usableAtMs !== undefined');
  return Number(await page.evaluate('globalThis.usableAtMs'));
}

/** What the popup loads while it is read has come. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

async function listMs(device: Device): Promise<number> {
  await usableMs(device);
  await rest();
  return Number(await device.page.evaluate(OPEN_LIST));
}

async function fill({ page, chromium }: Device, code: string, count: number): Promise<void> {
  const proof = encodeProofFile(await (await ProofMaker.create(NOW_MS)).make());
  await page.goto(`chrome-extension://${chromium.extensionId}/about.html`);
  await page.evaluate(code);
  await page.evaluate(`benchFill(${JSON.stringify(proof)}, ${String(count)})`);
}

async function searchMs({ page, chromium }: Device, code: string): Promise<number> {
  await page.goto(`chrome-extension://${chromium.extensionId}/about.html`);
  await page.evaluate(code);
  return Number(await page.evaluate(`benchSearchMs('number0', 21)`));
}

async function byTurns(
  turns: number,
  one: Device,
  other: Device,
  measure: (device: Device) => Promise<number>,
): Promise<[number, number]> {
  const all: [number[], number[]] = [[], []];
  const alone = async (device: Device): Promise<number> => {
    const took = await measure(device);
    // Each has the machine to itself: the other must not be measured while this one still loads.
    await rest();
    return took;
  };
  for (let turn = 0; turn <= turns; turn += 1) {
    all[0].push(await alone(one));
    all[1].push(await alone(other));
  }
  // The first of each warms up and is not counted.
  return [median(all[0].slice(1)), median(all[1].slice(1))];
}

async function inPageCode(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'in-page.ts')],
    ...{ bundle: true, write: false, format: 'iife', target: 'es2024' },
  });
  return outputFiles[0]?.text ?? '';
}

export async function openingRows({ settings }: Servers, quick: boolean): Promise<Row[]> {
  const count = quick ? 300 : 10_000;
  const turns = quick ? 2 : 15;
  const code = await inPageCode();
  const empty = await openDevice(settings);
  const full = await openDevice(settings);
  try {
    await fill(full, code, count);
    const [emptyMs, fullMs] = await byTurns(turns, empty, full, usableMs);
    await fill(empty, code, FEW);
    const [fewListMs, manyListMs] = await byTurns(turns, empty, full, listMs);
    const fewSearchMs = await searchMs(empty, code);
    const manySearchMs = await searchMs(full, code);
    const growth = manySearchMs / fewSearchMs / (count / FEW);
    const many = count.toLocaleString('en');
    return [
      atMost(`in Chromium: popup usable with ${many} proofs`, fullMs, 100, 'ms'),
      atMost('in Chromium: popup usable against none kept', fullMs / emptyMs, 1.2, '×'),
      atMost('in Chromium: list of proofs painted, against 100', manyListMs / fewListMs, 2, '×'),
      atMost(`in Chromium: search in ${many}`, manySearchMs, 50, 'ms'),
      atMost('in Chromium: search, growth against that of the proofs', growth, 1, '×'),
      plainRow('in Chromium: list of proofs painted', manyListMs, 'ms'),
    ];
  } finally {
    await Promise.all([empty.chromium.close(), full.chromium.close()]);
  }
}
