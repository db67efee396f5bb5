/** What whoever copies the profile folder gets: everything without a passphrase, nothing with one. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  backToQuestion,
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, click, mark, textOf, type, waitAnew } from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord } from '../../../scripts/json.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';
import { copyProfile, filesWith } from '../support/profile-files.ts';
import { openingEach } from '../support/vault-thief.ts';

const ANSWER = 'Zweiundachtzig Winden hoben den Turm.';
const DRAFTED = 'Wovon handelt der Entwurf, den niemand absandte?';
const PASSPHRASE = 'four stones on the quay';

let servers: Servers;
let profile: string;
let chromium: Chromium;
/** The bare key as it stands in the session's memory while unlocked. */
let bareKey: string;

beforeAll(async () => {
  servers = await startServers();
  profile = makeTemporary('profile');
  chromium = await openBrowser(servers.settings, { profile });
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(profile);
});

async function askOnce(): Promise<void> {
  servers.model.say(ANSWER);
  const page = await visit(chromium, servers.pages.url);
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  expect((await waitForEnd(popup)).answer).toBe(ANSWER);
  await until(async () => ((await readStore(chromium, 'asks')).length > 0 ? true : undefined), {
    what: 'the ask to be kept',
  });
  await backToQuestion(popup);
  await type(popup, 'question', DRAFTED);
  await until(async () => ((await readStore(chromium, 'drafts')).length > 0 ? true : undefined), {
    what: 'the draft to be kept',
  });
  await popup.close();
}

/** Ends the browser, copies its profile, and starts one on the copy; the copy is gone afterwards. */
async function onCopy(act: (thief: Chromium, copy: string) => Promise<void>): Promise<void> {
  await chromium.close();
  const copy = copyProfile(profile);
  const thief = await openBrowser(undefined, { profile: copy });
  try {
    await act(thief, copy);
  } finally {
    await thief.close();
    removeTemporary(copy);
    chromium = await openBrowser(undefined, { profile });
  }
}

const TEXTS = openingEach('asks', "({ id, text }) => [text, 'asks/' + id + '/text']");

async function stolen(thief: Chromium): Promise<string> {
  return JSON.stringify(await thief.inWorker(TEXTS));
}

async function unlock(page: Page, words: string): Promise<void> {
  await type(page, 'unlock-words', words);
  await click(page, 'unlock');
}

describe('a profile without a passphrase', () => {
  it('has no question, answer or draft in any of its files in clear', async () => {
    await askOnce();
    await chromium.close();
    expect(filesWith(profile, [ANSWER, 'Winden hoben', DRAFTED, 'niemand absandte'])).toEqual([]);
    // The page itself is the browser's own to remember; what is ours must not name it.
    const ours = filesWith(profile, [QUOTE]).filter((file) => !/Cache/.test(file));
    expect(ours).toEqual([]);
    chromium = await openBrowser(undefined, { profile });
  });

  it('gives everything away when it is copied: this is said in the settings', async () => {
    await onCopy(async (thief) => {
      expect(await stolen(thief)).toContain('Winden hoben');
      const page = await thief.openOwnPage('proofs.html');
      await click(page, 'proof-item');
      await page.waitForSelector(mark('proof-detail'));
      expect(await textOf(page, 'proof-detail')).toContain(ANSWER);
      const options = await thief.openOwnPage('options.html');
      const says = /copies the profile folder/;
      await until(async () => says.test(await textOf(options, 'at-rest')) || undefined, {
        what: 'the settings to say so',
      });
    });
  });
});

describe('a profile with a passphrase', () => {
  it('is sealed anew when one is set', async () => {
    const page = await chromium.openOwnPage('options.html');
    await click(page, 'passphrase-set');
    await type(page, 'passphrase-new', PASSPHRASE);
    await type(page, 'passphrase-again', PASSPHRASE);
    await click(page, 'passphrase-act');
    await page.waitForSelector(mark('at-rest-locked'), { timeout: 40_000 });
    const kept = await chromium.inWorker('chrome.storage.session.get("vault-key")');
    const value = isRecord(kept) && isRecord(kept['vault-key']) ? kept['vault-key']['key'] : '';
    bareKey = String(value);
    expect(bareKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    await page.close();
  });

  it('gives nothing away when it is copied, whatever key lies in it', async () => {
    await onCopy(async (thief, copy) => {
      expect(await stolen(thief)).toBe('[]');
      const page = await thief.openOwnPage('proofs.html');
      await waitAnew(page, 'locked');
      expect(await page.$(mark('proof-item'))).toBeNull();
      expect(filesWith(copy, [ANSWER, 'Winden hoben', DRAFTED, PASSPHRASE, bareKey])).toEqual([]);
    });
  });

  it('is locked after the browser’s exit: nothing is asked, and the way in is shown', async () => {
    servers.recorder.forget();
    const page = await visit(chromium, servers.pages.url);
    const shown = await chromium.clickToolbar(page);
    await waitAnew(shown, 'locked');
    expect(await shown.$(mark('send'))).toBeNull();
    expect(servers.recorder.requests().filter(({ method }) => method === 'POST')).toEqual([]);
    await shown.close();
  });

  it('opens with the passphrase alone: proof, draft and what was selected meanwhile', async () => {
    const page = await chromium.openOwnPage('proofs.html');
    await waitAnew(page, 'locked');
    await unlock(page, 'not the passphrase');
    await until(
      async () =>
        (await attributesOf(page, 'locked'))['data-code'] === 'passphrase-wrong' ? true : undefined,
      { what: 'the wrong passphrase to be refused', timeoutMs: 30_000 },
    );
    await unlock(page, PASSPHRASE);
    await page.waitForSelector(mark('proof-item'), { timeout: 30_000 });
    await click(page, 'proof-item');
    await page.waitForSelector(mark('proof-detail'));
    expect(await textOf(page, 'proof-detail')).toContain(ANSWER);
    await page.close();
    const own = await chromium.openOwnPage('popup.html');
    await own.waitForSelector(mark('question'));
    const text = await own.$eval(mark('question'), (field) =>
      field instanceof HTMLTextAreaElement ? field.value : '',
    );
    expect(text).toBe(DRAFTED);
    await own.close();
  });

  it('locks at once when told to, on every open page', async () => {
    const proofs = await chromium.openOwnPage('proofs.html');
    await proofs.waitForSelector(mark('proof-item'));
    const options = await chromium.openOwnPage('options.html');
    await click(options, 'lock-now');
    await waitAnew(options, 'locked');
    await waitAnew(proofs, 'locked');
    expect(JSON.stringify(await chromium.inWorker('chrome.storage.session.get(null)'))).not.toMatch(
      /vault-key|Winden|Entwurf/,
    );
    await proofs.close();
    await options.close();
  });

  it('can be destroyed without it: key and records are gone, and Sotto begins anew', async () => {
    const page = await chromium.openOwnPage('proofs.html');
    await waitAnew(page, 'locked');
    await page.click(`${mark('lock-forgotten')} summary`);
    await click(page, 'wipe');
    await click(page, 'wipe-sure');
    await until(async () => ((await page.$(mark('locked'))) === null ? true : undefined), {
      what: 'the lock to go',
    });
    await until(async () => ((await readStore(chromium, 'asks')).length === 0 ? true : undefined), {
      what: 'nothing to be left',
    });
    expect(JSON.stringify(await readStore(chromium, 'keys'))).not.toContain('lockId');
    await page.close();
  });
});
