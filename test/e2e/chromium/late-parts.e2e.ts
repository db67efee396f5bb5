/**
 * Parts of the worker that are loaded late (lib/late), in a real service worker: after it was killed, after the browser
 * was started again, and after an update of the extension.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { copyBuild, makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';
import { CHROME_DESK, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

let servers: Servers;
let extension: string;
let profile: string;
let chromium: Chromium;

beforeAll(async () => {
  servers = await startServers();
  extension = copyBuild(CHROME_DESK);
  profile = makeTemporary('profile');
  chromium = await openBrowser(servers.settings, { extension, profile });
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(extension);
  removeTemporary(profile);
});

function partsThere(): Promise<unknown> {
  return chromium.inWorker('Object.keys(globalThis.sottoLateParts ?? {}).sort().join()');
}

/** A whole ask by a worker that has just been started: the enclave's key is a hybrid one. */
async function askAnew(): Promise<{ phase: string; receipt: string | undefined }> {
  await chromium.inWorker('globalThis.isOld = true');
  await chromium.killWorker();
  expect(await chromium.inWorker('globalThis.isOld')).toBeUndefined();
  const page: Page = await visit(chromium, servers.pages.url);
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  const { phase, states } = await waitForEnd(popup);
  await popup.close();
  await page.close();
  return { phase, receipt: states.receipt };
}

describe('a late part of the worker', () => {
  it('is loaded for an ask by a worker that was killed, and no other part with it', async () => {
    expect(await askAnew()).toEqual({ phase: 'done', receipt: 'holds' });
    expect(await partsThere()).toBe('checks,hybrid');
  });

  it('is one that was there when the worker was installed: nothing else can be loaded', async () => {
    const tried = `try { importScripts('/aside.js'); 'loaded' } catch (thrown) { thrown.name }`;
    expect(await chromium.inWorker(tried)).toBe('NetworkError');
    expect(await chromium.inWorker(`importScripts('/late-opengradient.js')`)).toBeUndefined();
    expect(await partsThere()).toBe('checks,hybrid,opengradient');
  });

  it('is there after the browser was started again', async () => {
    await chromium.close();
    chromium = await openBrowser(undefined, { extension, profile });
    expect(await askAnew()).toEqual({ phase: 'done', receipt: 'holds' });
    expect(await partsThere()).toBe('checks,hybrid');
  });

  it('is replaced together with the worker by an update', async () => {
    update('late-hybrid.js');
    update('background.js');
    await chromium.killWorker();
    await chromium.browser.installExtension(extension);
    // A worker that is being replaced may take a question with it: each is asked for a moment only.
    const isNew = async (): Promise<true | undefined> => {
      const said = isUpdated('background.js').catch(() => false);
      return (await Promise.race([said, sleep(3000)])) === true ? true : undefined;
    };
    await until(isNew, { what: 'the updated worker', timeoutMs: 30_000 });
    await chromium.killWorker();
    expect(await askAnew()).toEqual({ phase: 'done', receipt: 'holds' });
    expect(await isUpdated('late-hybrid.js')).toBe(true);
  });
});

/** The file as the next version has it. */
function update(file: string): void {
  const manifestFile = join(extension, 'manifest.json');
  const manifest = readFileSync(manifestFile, 'utf8');
  writeFileSync(manifestFile, manifest.replace(/"version":\s*"[^"]+"/, '"version":"99.1"'));
  const path = join(extension, file);
  writeFileSync(path, `globalThis['updated ${file}'] = true;\n${readFileSync(path, 'utf8')}`);
}

async function isUpdated(file: string): Promise<boolean> {
  return (await chromium.inWorker(`globalThis['updated ${file}'] === true`)) === true;
}
