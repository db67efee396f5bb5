import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  backToQuestion,
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { attributesOf, textOf, type, waitForState } from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;
let profile: string;

beforeAll(async () => {
  servers = await startServers();
  profile = makeTemporary('profile');
  chromium = await openBrowser(servers.settings, { profile });
  page = await visit(chromium, servers.pages.url);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(profile);
});

beforeEach(() => {
  servers.model.release();
  servers.recorder.forget();
});

afterEach(() => closePages(chromium));

function posts(): number {
  return servers.recorder.requests().filter(({ method }) => method === 'POST').length;
}

async function startAnswer(first: string): Promise<Page> {
  servers.model.say(`${first} of the answer, then the rest of it, then the end.`, { wordMs: 30 });
  servers.model.hold();
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  await until(async () => (await textOf(popup, 'answer')).includes(first) || undefined, {
    what: 'the first words',
  });
  return popup;
}

/** Waits until it is where a new worker finds it: what arrives is written down in steps. */
async function survives(text: string): Promise<void> {
  await until(
    async () => {
      const session = await chromium.inWorker('chrome.storage.session.get()');
      return JSON.stringify(session).includes(text) || undefined;
    },
    { what: `${text} to be written down` },
  );
}

describe('the popup', () => {
  it('may be closed in the middle of an answer: it goes on, and is there afterwards', async () => {
    const popup = await startAnswer('First words');
    await popup.close();
    await sleep(300);
    servers.model.release();
    const again = await openPopupOn(chromium, page, '#quote');
    const seen = await waitForEnd(again);
    expect(seen.phase).toBe('done');
    expect(seen.answer).toContain('then the end.');
    expect(seen.states.receipt).toBe('holds');
    expect(posts()).toBe(1);
    await again.close();
  });

  it('keeps a question that was not sent', async () => {
    const popup = await openPopupOn(chromium, page, '#quote');
    await backToQuestion(popup);
    await type(popup, 'question', 'What became of the sandbank?');
    await survives('What became of the sandbank?');
    await popup.close();
    const again = await chromium.openOwnPage('popup.html');
    await again.waitForSelector('[data-testid="question"]');
    const text = await again.$eval('[data-testid="question"]', (field) =>
      field instanceof HTMLTextAreaElement ? field.value : '',
    );
    expect(text).toBe('What became of the sandbank?');
    await again.close();
  });
});

describe('the worker', () => {
  it('killed in the middle of an answer: interrupted, its text kept, nothing sent again', async () => {
    const popup = await startAnswer('Other words');
    const before = posts();
    await survives('Other words');
    await chromium.killWorker();
    await popup.close().catch(() => undefined);
    const again = await chromium.openOwnPage('popup.html');
    const phase = await waitForState(again, 'app', 'data-phase', ['interrupted', 'failed', 'done']);
    expect(phase).toBe('interrupted');
    expect(await textOf(again, 'answer')).toContain('Other words');
    expect((await attributesOf(again, 'error'))['data-code']).toBe('interrupted');
    expect(posts()).toBe(before);
    const states = await attributesOf(again, 'proof-chip');
    expect(states['data-answered']).toBe('truncated');
    expect(states['data-receipt']).not.toBe('holds');
    await again.close();
  });

  it('asleep and woken between two asks: the second one is answered', async () => {
    await chromium.killWorker();
    servers.model.say('Awake again.');
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    expect((await waitForEnd(popup)).answer).toBe('Awake again.');
    await popup.close();
  });
});

describe('the browser', () => {
  it('closed and started again: proofs and settings are still there', async () => {
    const kept = (await readStore(chromium, 'asks')).length;
    expect(kept).toBeGreaterThan(0);
    await chromium.close();
    chromium = await openBrowser(undefined, { profile });
    expect((await readStore(chromium, 'asks')).length).toBe(kept);
    page = await visit(chromium, servers.pages.url);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await popup.close();
  });
});
