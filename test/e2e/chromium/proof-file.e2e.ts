import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
import { accessibilityFaults } from '../../../scripts/drive/axe.ts';
import { exportProof, waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { buildOfflinePage } from '../../../scripts/offline-page.ts';
import { ROOT } from '../../../scripts/run-program.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

const folder = makeTemporary('proofs');
const file = join(folder, 'one.proof.json');
const silent = join(folder, 'silent.proof.json');
const tampered = join(folder, 'tampered.proof.json');
const root = join(folder, 'root.der');

let servers: Servers;
let chromium: Chromium;

/** Asks once, waits until it has settled, and writes its proof in three forms. */
async function askAndExport(page: Page): Promise<void> {
  servers.model.say('Eighty jacks lifted it.');
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup);
  await popup.close();
  const [ask] = await readStore(chromium, 'asks');
  const id = String(ask?.['id']);
  await servers.stack.settle();
  await waitForSettlement(chromium, id);
  const text = await exportProof(chromium, id, true);
  writeFileSync(file, text + text);
  writeFileSync(silent, await exportProof(chromium, id, false));
  writeFileSync(tampered, text.replace('Eighty', 'Ninety'));
  writeFileSync(root, servers.stack.developmentRoot);
}

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  await askAndExport(await visit(chromium, servers.pages.url));
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(folder);
});

function verify(...args: string[]): { status: number | null; out: string } {
  const run = join(ROOT, 'scripts', 'run.mjs');
  const { status, stdout } = spawnSync(process.execPath, [run, 'verify', ...args], {
    encoding: 'utf8',
  });
  return { status, out: stdout };
}

describe('an exported proof on the command line', () => {
  it('is refused while nobody has named the development root', () => {
    const { status, out } = verify(file);
    expect(status).toBe(1);
    expect(out).toContain('refused: development-root');
  });

  it('holds as development under that root, dated by the witness that the reader names', () => {
    const { status, out } = verify(
      ...[file, '--trust-root', root, '--witness', servers.stack.witnessKey],
    );
    expect(out).toMatch(/#1: development.*: holds; PCR0/);
    expect(out).toMatch(/#2: development.*: holds; PCR0/);
    expect(status).toBe(0);
  });

  it('says that the time is not witnessed where the reader trusts no witness', () => {
    const { status, out } = verify(file, '--trust-root', root);
    expect(out).toContain('holds, time not witnessed');
    expect(status).toBe(0);
  });

  it('gives nothing away without the texts, and holds', () => {
    const { status, out } = verify(silent, '--trust-root', root);
    expect(status).toBe(0);
    expect(out).toContain('-   receipt-answer');
  });

  it('does not hold with another answer, whatever else holds', () => {
    const { status, out } = verify(file, tampered, '--trust-root', root);
    expect(status).toBe(1);
    expect(out).toContain('refused: receipt-answer-mismatch');
  });
});

describe('an exported proof on the offline page', () => {
  it('is checked from the disk by the same steps, and nothing is fetched', async () => {
    const page = await chromium.browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(await buildOfflinePage()).href);
    const input = await page.waitForSelector('input[type="file"]');
    await input?.uploadFile(file);
    await waitForResults(page, 2);
    expect(await resultsOf(page)).toContain('refused: development-root');
    await input?.uploadFile(root);
    await waitForResults(page, 3);
    await input?.uploadFile(file);
    await waitForResults(page, 5);
    await input?.uploadFile(tampered);
    await waitForResults(page, 6);
    const shown = await resultsOf(page);
    expect(shown).toMatch(/development.*: holds, time not witnessed; PCR0/);
    expect(shown).toContain(servers.stack.measurement.pcr0);
    expect(shown).toContain('refused: receipt-answer-mismatch');
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    await expect(page.evaluate(`fetch('${servers.pages.url}')`)).rejects.toThrow();
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await page.close();
  });
});

async function waitForResults(page: Page, count: number): Promise<void> {
  await until(async () => ((await page.$$('#results > li')).length >= count ? true : undefined), {
    what: `${String(count)} results`,
  });
}

async function resultsOf(page: Page): Promise<string> {
  return page.$eval('#results', (element) => element.textContent);
}
