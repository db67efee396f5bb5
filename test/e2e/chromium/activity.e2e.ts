/** The ledger's activity page in a browser as a stranger has it: no extension, nothing but what the page brings. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { fromBase64, fromUtf8, toBase64, utf8 } from '../../../lib/bytes/index.ts';
import { buildActivityPage } from '../../../scripts/activity-page.ts';
import { accessibilityFaults } from '../../../scripts/drive/axe.ts';
import { browserArgs } from '../../../scripts/drive/chromium.ts';
import { findBrowser } from '../../../scripts/find-browser.ts';
import { dayOf, totalsPath } from '../../../stack/activity/files.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { startLedger, type RunningLedger } from '../../../stack/ledger/index.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { tell, tellingGateway } from '../../fakes/telling-gateway.ts';
import { add, freshEntries } from '../../stack/ledger-fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = [310, 40, 0, 125];
/** Over by the browser's clock too, and with a midnight among its hours, at whatever time of day this runs. */
const START = (Math.floor(Date.now() / DAY_MS) - 2) * DAY_MS + 21 * HOUR_MS;

let browser: Browser;
let folder: string;
let ledger: RunningLedger;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-activity-'));
  const pageFolder = await buildActivityPage(join(folder, 'page'));
  const clock = new FakeClock(START);
  ledger = await startLedger({
    ...{ folder: join(folder, 'log'), origin: 'log.example/sotto' },
    ...{ now: clock.now, pageFolder },
  });
  const gateway = await tellingGateway(join(folder, 'root'), ledger, START);
  expect(await tell(ledger.url, 'gateways', gateway.introduction)).toBe('200 taken');
  const told = [{ models: { 'llama-3.1-8b': 230, '<b>tiny</b>': 21 }, other: 24 }, { other: 33 }];
  for (const [i, leaves] of HOURS.entries()) {
    if (leaves > 0) await add(ledger, freshEntries(leaves));
    await ledger.settle();
    clock.advance(HOUR_MS);
    await ledger.endHour();
    const one = told[i];
    if (one === undefined) continue;
    const total = await gateway.total({ hour: START / HOUR_MS + i, ...one });
    expect(await tell(ledger.url, 'totals', total)).toBe('200 taken');
  }
  browser = await launch({
    executablePath: await findBrowser('chromium'),
    headless: true,
    pipe: true,
    args: browserArgs(),
  });
});

afterAll(async () => {
  await browser.close();
  await ledger.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Addresses that the page asked for, and what its console complained of. */
  readonly asked: string[];
  readonly complaints: string[];
}

async function open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<Opened> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await prepare?.(page);
  await page.goto(url);
  return { page, asked, complaints };
}

async function checked(page: Page): Promise<string> {
  await page.waitForSelector('#verdict.holds, #verdict.fails', { timeout: 30_000 });
  return page.$eval('#verdict', ({ className }) => className);
}

const rowsOf = (page: Page, id: string): Promise<string[]> =>
  page.$$eval(`#${id} tr`, (rows) =>
    rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '').join(' | ')),
  );

describe('the page', () => {
  it('checks everything in the browser and draws what holds', async () => {
    const { page, asked, complaints } = await open(`${ledger.url}/activity/`);
    expect(await checked(page)).toBe('holds');
    const hours = await rowsOf(page, 'hours');
    expect(hours.map((row) => row.split(' | ')[1])).toEqual([...HOURS].reverse().map(String));
    expect(await page.$$eval('#chart rect', (bars) => bars.length)).toBe(HOURS.length);
    const groups = await rowsOf(page, 'groups');
    expect(groups.map((row) => row.replace(/ \| .* \| /, ': '))).toEqual([
      'llama-3.1-8b: 230',
      'other models: 57',
      '<b>tiny</b>: 21',
    ]);
    expect(groups[0]).toContain('software only');
    expect(await page.$eval('#size', ({ textContent }) => textContent)).toBe('475');
    expect(complaints).toEqual([]);
    const elsewhere = asked.filter((url) => !url.startsWith(ledger.url) && url !== 'data:,');
    expect(elsewhere).toEqual([]);
  });

  it.each(['light', 'dark'])(
    'has no fault that axe finds, %s, also with everything unfolded',
    async (value) => {
      const { page } = await open(`${ledger.url}/activity/`, async (one) => {
        await one.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        await one.setViewport({ width: 360, height: 740 });
        // The page's own policy would keep the examiner out.
        await one.setBypassCSP(true);
      });
      expect(await checked(page)).toBe('holds');
      await page.$eval('details', (details) => details.setAttribute('open', ''));
      expect(await accessibilityFaults(page)).toEqual([]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect(overflow).toBe(false);
    },
  );

  it('has its numbers without a script too, and says whose word they are', async () => {
    const { page } = await open(`${ledger.url}/activity/`, (one) =>
      one.setJavaScriptEnabled(false),
    );
    const hours = await rowsOf(page, 'hours');
    expect(hours.map((row) => row.split(' | ')[1])).toEqual([...HOURS].reverse().map(String));
    expect(await rowsOf(page, 'groups')).toContain('<b>tiny</b> | as signed | 21');
    expect(await page.$eval('#verdict', ({ textContent }) => textContent)).toContain('own word');
  });

  it('works the same from a store of static files below any path', async () => {
    const store = await listen(async (request, response) => {
      const path = (request.url ?? '').replace(/^\/some\/log\//, '').replace(/\/$/, '/index.html');
      const bytes = await readFile(join(folder, 'log', 'public', path)).catch(() => undefined);
      const type = /\.html$/.test(path)
        ? 'text/html'
        : /\.js$/.test(path)
          ? 'text/javascript'
          : /\.css$/.test(path)
            ? 'text/css'
            : 'application/octet-stream';
      answer(response, bytes === undefined ? 404 : 200, type, new Uint8Array(bytes ?? []));
    });
    onTestFinished(() => store.close());
    const { page, complaints } = await open(`${store.url}/some/log/activity/`);
    expect(await checked(page)).toBe('holds');
    expect(complaints).toEqual([]);
  });
});

describe('what was tampered with', () => {
  it('is shown as such, named, and not counted', async () => {
    const path = join(folder, 'log', 'public', totalsPath(dayOf(START / HOUR_MS)));
    const before = fromUtf8(new Uint8Array(await readFile(path)));
    onTestFinished(() => writeFile(path, before));
    const [first = '', ...rest] = before.split('\n');
    const forged = fromBase64(first);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    await writeFile(path, utf8([toBase64(forged), ...rest].join('\n')));
    const { page } = await open(`${ledger.url}/activity/`);
    expect(await checked(page)).toBe('fails');
    const faults = await page.$$eval('#faults li', (items) =>
      items.map((item) => item.textContent ?? ''),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('total-signature-invalid');
    expect((await rowsOf(page, 'groups')).join()).not.toContain('llama');
  });

  it('is no verdict when the files cannot be had', async () => {
    const { page } = await open(`${ledger.url}/activity/`, async (one) => {
      await one.setRequestInterception(true);
      one.on('request', (request) => {
        const isGone = /\/(?:checkpoint|tile\/)/.test(request.url());
        void (isGone ? request.abort() : request.continue());
      });
    });
    await page.waitForFunction(
      () => document.getElementById('verdict')?.textContent?.includes('could not be read') === true,
    );
    expect(await page.$eval('#verdict', ({ className }) => className)).toBe('');
  });
});
