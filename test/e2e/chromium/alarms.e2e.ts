import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, click, mark, textOf } from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';
import { ROOT } from '../../../scripts/run-program.ts';
import { copyOf } from '../../../lib/bytes/index.ts';
import { startLedger, submitEntries, type RunningLedger } from '../../../stack/ledger/index.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { lieBefore, type LyingRelay } from '../support/lying-relay.ts';

const folder = makeTemporary('alarms');
const profile = join(folder, 'profile');

let servers: Servers;
let relay: LyingRelay;
let fork: RunningLedger;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  relay = await lieBefore(servers.recorder.url);
  chromium = await openBrowser({ ...servers.settings, relayUrl: relay.url }, { profile });
  page = await visit(chromium, servers.pages.url);
});

afterAll(async () => {
  await chromium.close();
  await relay.close();
  await fork.close();
  await servers.close();
  removeTemporary(folder);
});

/** The log's own key over another history: what it would take to show this person one log and everybody else another. */
async function forkLedger(): Promise<RunningLedger> {
  const copy = join(folder, 'fork');
  cpSync(join(servers.folder, 'ledger'), copy, { recursive: true });
  // It began anew: none of the entries that everybody knows.
  rmSync(join(copy, 'public'), { recursive: true });
  for (const file of ['lock', 'journal', 'last-signed']) {
    rmSync(join(copy, 'private', file), { force: true });
  }
  const [log] = await readStore(chromium, 'logs');
  const ledger = await startLedger({ folder: copy, origin: String(log?.['origin']) });
  const entries = Array.from({ length: 5 }, () => copyOf(randomBytes(32)));
  await submitEntries({ addUrl: `${ledger.url}/add`, form: 'batch' }, entries);
  await ledger.settle();
  return ledger;
}

async function ask(): Promise<string> {
  const before = (await readStore(chromium, 'asks')).map(({ id }) => id);
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup);
  await popup.close();
  const kept = await readStore(chromium, 'asks');
  return String(kept.find(({ id }) => !before.includes(id))?.['id']);
}

/** The worker's clock, until it dies. */
async function putForward(minutes: number): Promise<void> {
  const ms = String(minutes * 60_000);
  await chromium.inWorker(`{ const real = Date.now; Date.now = () => real() + ${ms}; }`);
}

function alarmOf(code: string, isMet: (alarm: JsonRecord) => boolean): Promise<JsonRecord> {
  const look = async (): Promise<JsonRecord | undefined> => {
    const alarms = await readStore(chromium, 'alarms');
    return alarms.find((alarm) => alarm['code'] === code && isMet(alarm));
  };
  return until(look, { what: `an alarm ${code}`, timeoutMs: 30_000 });
}

function badgeIs(text: string): Promise<true> {
  const look = async (): Promise<true | undefined> =>
    (await chromium.inWorker('chrome.action.getBadgeText({})')) === text || undefined;
  return until(look, { what: `the badge to be "${text}"`, timeoutMs: 10_000 });
}

describe('a receipt that does not settle by its deadline', () => {
  let id: string;

  it('is an alarm on the button and in the popup', async () => {
    servers.model.say('Eighty jacks lifted it.');
    id = await ask();
    relay.showLog('none');
    await putForward(15);
    await ringAlarm(chromium);
    await alarmOf('settlement-late', ({ askId }) => askId === id);
    expect(await badgeIs('!')).toBe(true);
    const popup = await openPopupOn(chromium, page, '#quote');
    await popup.waitForSelector(mark('alarm'));
    // The key's own entry is overdue too; which of the two stands first is the log's affair.
    expect(await textOf(popup, 'alarm')).toMatch(/overdue|show the enclave’s key by now/);
    await popup.close();
    // Opening alone is no look.
    expect(await badgeIs('!')).toBe(true);
  });

  it('says that it has settled since, and goes once it was looked at', async () => {
    relay.showLog('true');
    await servers.stack.settle();
    await chromium.killWorker();
    await putForward(24 * 60);
    await until(
      async () => {
        await ringAlarm(chromium);
        await sleep(500);
        const found = await readStore(chromium, 'alarms');
        return found.some(({ askId, isOver }) => askId === id && isOver === true) || undefined;
      },
      { what: 'the receipt to settle', timeoutMs: 30_000 },
    );
    const popup = await openPopupOn(chromium, page, '#quote');
    await click(popup, 'alarm-seen');
    expect(await badgeIs('')).toBe(true);
    await popup.close();
    await chromium.killWorker();
    const left = await readStore(chromium, 'alarms');
    expect(left.filter(({ askId }) => askId === id)).toEqual([]);
  });
});

describe('a log that forks', () => {
  it('is caught, and the toolbar button says so', async () => {
    fork = await forkLedger();
    servers.model.say('Eighty jacks lifted it again.');
    await ask();
    relay.showLog(fork.url);
    await ringAlarm(chromium);
    await alarmOf('log-split-view', ({ isSeen }) => isSeen === false);
    expect(await badgeIs('!')).toBe(true);
    expect(await chromium.inWorker('chrome.action.getTitle({})')).toContain('alarm');
  });

  it('stays caught over a restart of the browser, whatever the log shows then', async () => {
    relay.showLog('true');
    await chromium.close();
    chromium = await openBrowser(undefined, { profile });
    page = await visit(chromium, servers.pages.url);
    expect(await badgeIs('!')).toBe(true);
    const popup = await openPopupOn(chromium, page, '#quote');
    await popup.waitForSelector(mark('alarm'));
    expect(await attributesOf(popup, 'alarm')).toMatchObject({ 'data-code': 'log-split-view' });
    await popup.close();
  });

  it('is shown with both signed heads, which convince anybody offline', async () => {
    const own = await chromium.openOwnPage('proofs.html');
    await own.waitForSelector(mark('alarm-item'));
    expect(await textOf(own, 'alarms')).toContain('contradict each other');
    await click(own, 'alarm-evidence');
    await own.waitForSelector('[data-testid="alarms"] pre');
    const heads = await own.$$eval('[data-testid="alarms"] pre', (all) =>
      all.map((one) => one.textContent),
    );
    expect(heads).toHaveLength(2);
    await own.evaluate(() => {
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => {
        if (blob instanceof Blob) {
          void blob.text().then((text) => (document.documentElement.dataset['saved'] = text));
        }
        return make(blob);
      };
    });
    await click(own, 'alarm-export');
    const saved = await until(() => own.evaluate(() => document.documentElement.dataset['saved']), {
      what: 'the evidence to be saved',
    });
    const path = join(folder, 'evidence.json');
    writeFileSync(path, saved);
    const run = join(ROOT, 'scripts', 'run.mjs');
    const { status, stdout } = spawnSync(process.execPath, [run, 'verify', path], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('log contradicted: ');
    expect(stdout).toContain(fork.verifierKey);
    expect(status).toBe(0);
    await own.close();
  });

  it('is off the button once the person has looked, and stays on the page', async () => {
    const own = await chromium.openOwnPage('proofs.html');
    for (;;) {
      await own.waitForSelector(mark('alarms'));
      if ((await own.$(mark('alarm-item-seen'))) === null) break;
      const count = (await own.$$(mark('alarm-item-seen'))).length;
      await own.$eval(mark('alarm-item-seen'), (button) => {
        if (button instanceof HTMLElement) button.click();
      });
      await until(async () => (await own.$$(mark('alarm-item-seen'))).length < count || undefined, {
        what: 'the alarm to be taken as seen',
      });
    }
    expect(await badgeIs('')).toBe(true);
    expect(await own.$(mark('alarms-seen'))).not.toBeNull();
    const [log] = (await readStore(chromium, 'logs')).filter(isRecord);
    expect(log?.['split']).toHaveLength(2);
    await own.close();
  });
});
