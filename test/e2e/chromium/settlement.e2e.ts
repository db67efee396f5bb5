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
import { attributesOf, click } from '../../../scripts/drive/popup.ts';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import { isRecord } from '../../../scripts/json.ts';
import { until } from '../../../scripts/drive/until.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  page = await visit(chromium, servers.pages.url);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

async function keptSettlement(): Promise<unknown> {
  const [ask] = await readStore(chromium, 'asks');
  const states = ask?.['states'];
  return isRecord(states) ? states['settlement'] : undefined;
}

async function alarmsLeft(): Promise<number> {
  return Number(await chromium.inWorker('chrome.alarms.getAll().then(({ length }) => length)'));
}

describe('an answer settles', () => {
  it('after it was answered, and not before', async () => {
    servers.model.say('Eighty jacks lifted it.');
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen.states).toMatchObject({ receipt: 'holds', settlement: 'pending' });
    await popup.close();
    expect(await keptSettlement()).toBe('pending');
    const alarms = await chromium.inWorker('chrome.alarms.getAll()');
    expect(alarms).toHaveLength(1);
  });

  it('asks the log nothing beside the ask', () => {
    const paths = servers.recorder.requests().map(({ path }) => path);
    expect(paths.filter((path) => path.includes('/log/'))).toEqual([]);
  });

  it('with no one looking and the worker dead in between, over the relay only', async () => {
    await servers.stack.settle();
    await chromium.killWorker();
    await ringAlarm(chromium);
    await until(async () => ((await keptSettlement()) === 'holds' ? true : undefined), {
      what: 'the receipt to settle',
      timeoutMs: 30_000,
    });
    const paths = servers.recorder.requests().map(({ path }) => path);
    expect(paths).toContain('/g/local/log/checkpoint');
    // Nothing is left to look for: an alarm that the waking worker arranged before its look is the last one.
    if ((await alarmsLeft()) > 0) await ringAlarm(chromium);
    await until(async () => ((await alarmsLeft()) === 0 ? true : undefined), {
      what: 'the last alarm to have rung',
    });
  });

  it('and says so in the popup, with a step of its own', async () => {
    const popup = await openPopupOn(chromium, page, '#quote');
    await click(popup, 'proofs-open');
    await click(popup, 'proof-item');
    await popup.waitForSelector('[data-testid="proof-detail"]');
    const step = await attributesOf(popup, 'step-settlement');
    expect(step['data-verdict']).toBe('pass');
    await popup.close();
  });
});
