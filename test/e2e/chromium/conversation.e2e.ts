import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { click, mark, textOf, type, waitForState } from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';
import { closePages, openBrowser, startServers, type Servers } from '../support/desk.ts';

const SECOND = 'second-model';

let servers: Servers;
let chromium: Chromium;
let app: Page;

beforeAll(async () => {
  servers = await startServers(undefined, { models: ['test-model', SECOND] });
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

beforeEach(async () => {
  servers.model.release();
  servers.model.asked.length = 0;
  servers.recorder.forget();
  app = await openApp();
});

afterEach(() => closePages(chromium));

async function openApp(): Promise<Page> {
  const page = await chromium.openOwnPage('popup.html');
  await page.waitForSelector(`${mark('question')}, ${mark('new-question')}`);
  if ((await page.$(mark('new-question'))) !== null) await click(page, 'new-question');
  await page.waitForSelector(mark('question'));
  await waitForEnclave(page);
  return page;
}

async function ask(question: string): Promise<void> {
  await type(app, 'question', question);
  await app.waitForSelector(`${mark('send')}:not([disabled])`);
  await click(app, 'send');
  await app.waitForSelector(mark('new-question'));
}

async function follow(question: string): Promise<void> {
  await type(app, 'follow-text', question);
  await app.waitForSelector(`${mark('follow-send')}:not([disabled])`);
  await click(app, 'follow-send');
}

/** What the model was asked last, message by message. */
function lastAsked(): { model: string; said: string[] } {
  const body: unknown = JSON.parse(servers.model.asked.at(-1) ?? '{}');
  if (typeof body !== 'object' || body === null || !('messages' in body) || !('model' in body)) {
    throw new Error('nothing was asked');
  }
  const messages: unknown[] = Array.isArray(body.messages) ? body.messages : [];
  const said = messages.map((one) =>
    typeof one === 'object' && one !== null && 'content' in one ? String(one.content) : '',
  );
  return { model: String(body.model), said: said.slice(1) };
}

async function shows(answer: string): Promise<void> {
  await until(async () => (await textOf(app, 'answer')) === answer || undefined, {
    what: `the answer "${answer}"`,
  });
}

function posts(): number {
  return servers.recorder.requests().filter(({ method }) => method === 'POST').length;
}

describe('a conversation', () => {
  it('goes on: each turn sealed and proven by itself, what was said before inside its seal', async () => {
    servers.model.say('The first answer.');
    await ask('A first question?');
    await waitForEnd(app);
    servers.model.say('The second answer.');
    await follow('And a second?');
    await shows('The second answer.');
    const seen = await waitForEnd(app);
    expect(seen.states).toMatchObject({ enclave: 'holds', sealed: 'holds', receipt: 'holds' });
    expect(lastAsked().said).toEqual(['A first question?', 'The first answer.', 'And a second?']);
    expect(posts()).toBe(2);
    expect(await textOf(app, 'thread')).toContain('A first question?');
    // The next question can be written at once, without a click.
    const focused = await app.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    expect(focused).toBe('follow-text');
    const kept = await readStore(chromium, 'asks');
    expect(kept.length).toBeGreaterThanOrEqual(2);
  });

  it('is asked again of another model, and both answers stay', async () => {
    servers.model.say('By the first model.');
    await ask('Who are you?');
    await waitForEnd(app);
    servers.model.say('By the second model.');
    await click(app, 'ask-again');
    await click(app, `model-${SECOND}`);
    await shows('By the second model.');
    expect(lastAsked()).toEqual({ model: SECOND, said: ['Who are you?'] });
    await waitForEnd(app);
    expect(await textOf(app, 'versions')).toContain('Version 2 of 2');
    await click(app, 'version-before');
    await shows('By the first model.');
  });

  it('is changed and asked again', async () => {
    servers.model.say('An answer.');
    await ask('First words');
    await waitForEnd(app);
    await click(app, 'edit-question');
    await app.waitForSelector(mark('question'));
    await ask('Better words');
    await waitForEnd(app);
    expect(lastAsked().said).toEqual(['Better words']);
  });
});

describe('several questions at once', () => {
  async function askSeveral(count: number, name: string): Promise<void> {
    servers.model.say('One answer of several.');
    servers.model.hold();
    for (let n = 1; n <= count; n++) {
      if (n > 1) await click(app, 'new-question');
      await app.waitForSelector(mark('question'));
      await ask(`${name} question ${n}`);
    }
  }

  const lines = (phase: string) =>
    app.$$eval(`.ask-line[data-phase="${phase}"]`, (all) => all.length);

  it('run side by side up to the limit, wait in order, and are stopped each by itself', async () => {
    await askSeveral(5, 'First');
    await until(async () => ((await lines('streaming')) === 3 ? true : undefined), {
      what: 'three running asks',
    });
    expect(await lines('queued')).toBe(2);
    expect(posts()).toBe(3);
    // The fifth is on the screen: it is taken out, and nothing of it ever leaves.
    expect(await textOf(app, 'queued-turn')).toContain('nothing of it has left');
    await click(app, 'stop');
    await waitForState(app, 'app', 'data-phase', ['stopped']);
    servers.model.release();
    const isOver = async (): Promise<true | undefined> => {
      const open = (await lines('queued')) + (await lines('waiting')) + (await lines('streaming'));
      return open === 0 && servers.model.asked.length === 4 ? true : undefined;
    };
    await until(isOver, { what: 'four answers' });
    expect(posts()).toBe(4);
    expect(servers.model.asked.join()).not.toContain('First question 5');
  });

  it('survive the worker: what had left is interrupted, what waited is asked once', async () => {
    await askSeveral(4, 'Second');
    await until(async () => ((await lines('streaming')) === 3 ? true : undefined), {
      what: 'three running asks',
    });
    expect(posts()).toBe(3);
    await chromium.killWorker();
    await app.close().catch(() => undefined);
    servers.model.release();
    app = await chromium.openOwnPage('popup.html');
    const seen = await waitForEnd(app);
    expect(seen).toMatchObject({ phase: 'done', answer: 'One answer of several.' });
    expect(await lines('interrupted')).toBe(3);
    expect(posts()).toBe(4);
    const asked = servers.model.asked.map((body) => /Second question \d/.exec(body)?.[0]);
    expect(asked.sort()).toEqual([1, 2, 3, 4].map((n) => `Second question ${n}`));
  });
});
