/** Every case of a wrong release proof in a real browser, by the library and the engine that the settings page has. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserArgs } from '../../scripts/drive/chromium.ts';
import { servePages, type PageServer } from '../../scripts/drive/page-server.ts';
import { findBrowser } from '../../scripts/find-browser.ts';
import { listWith, made, REFUSED, sigstore } from '../attestation/provenance-cases.ts';
import type { Given } from './support/provenance-page.ts';

const root = sigstore.trustedRoot();

let server: PageServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const built = await build({
    entryPoints: [join(import.meta.dirname, 'support', 'provenance-page.ts')],
    ...{ bundle: true, format: 'iife', platform: 'browser', write: false },
  });
  server = await servePages({
    '/': '<!doctype html><title>provenance</title><script src="/page.js"></script>',
    '/page.js': { body: built.outputFiles[0]?.text ?? '', type: 'text/javascript' },
  });
  browser = await launch({ executablePath: await findBrowser('chromium'), args: browserArgs() });
  page = await browser.newPage();
  await page.goto(server.url);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

function outcome(given: Given): Promise<unknown> {
  return page.evaluate(`outcomeOf(${JSON.stringify(given)})`);
}

describe('the origin of a release, checked in a browser', () => {
  it('holds for an image that the named workflow built at a tag', async () => {
    expect(await outcome({ root, list: listWith(made({})) })).toBe('accepted');
  });

  it.each(REFUSED)('is refused for %s as %s', async (_name, code, bundle) => {
    expect(await outcome({ root, list: listWith(bundle()) })).toBe(code);
  });
});
