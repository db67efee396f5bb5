/** What the browser's exit leaves of questions that waited and of conversations: a real exit, and the same profile. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { click, mark, renderedTextOf, type } from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';
import { openBrowser, startServers, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

const QUESTIONS = ['First?', 'Second?', 'Third?', 'Fourth?'];

let servers: Servers;
let profile: string;
let chromium: Chromium;
let tab: Page;

beforeAll(async () => {
  servers = await startServers();
  profile = makeTemporary('profile');
  await start();
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  removeTemporary(profile);
});

async function start(): Promise<void> {
  chromium = await openBrowser(servers.settings, { profile });
  tab = await chromium.openOwnPage('tab.html');
  await tab.waitForSelector(mark('app'));
  await waitForEnclave(tab);
}

async function asks(): Promise<JsonRecord[]> {
  const { asks: found } = await ask(tab, { type: 'app/open' }, 'app/state');
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

const posts = (): number =>
  servers.recorder.requests().filter(({ method }) => method === 'POST').length;

describe('the browser’s exit', () => {
  it('takes no question away that waited, and sends none', async () => {
    servers.model.say('An answer that is held.');
    servers.model.hold();
    for (const question of QUESTIONS) {
      await ask(tab, { type: 'draft/change', draft: { quote: QUOTE, question } }, 'app/state');
      await tab.waitForSelector(`${mark('send')}:not([disabled])`);
      await click(tab, 'send');
      await until(async () => ((await asks())[0]?.['preview'] === question ? true : undefined), {
        what: 'the ask to be taken',
      });
      await ask(tab, { type: 'ask/show', id: null }, 'app/state');
    }
    await until(() => (servers.model.asked.length === 3 ? true : undefined), {
      what: 'three of them to be asked',
    });
    const names = async (): Promise<unknown[]> =>
      (await readStore(chromium, 'drafts')).map(({ id }) => id);
    await until(async () => ((await names()).includes('waiting') ? true : undefined), {
      what: 'the fourth to be kept',
    });
    await chromium.close();
    servers.model.release();
    await start();
    expect(await asks()).toMatchObject([{ phase: 'queued', wait: 'person', preview: 'Fourth?' }]);
    expect(posts()).toBe(3);
  });

  it('leaves it to the person to send it, once', async () => {
    servers.model.say('At last.');
    await click(tab, 'ask-line');
    await click(tab, 'wait-now');
    expect(await waitForEnd(tab)).toMatchObject({ phase: 'done', answer: 'At last.' });
    expect(posts()).toBe(4);
    await until(
      async () =>
        (await readStore(chromium, 'drafts')).some(({ id }) => id === 'waiting') ? undefined : true,
      { what: 'nothing to wait any more' },
    );
  });

  it('ends no conversation: it goes on from what is kept of it', async () => {
    await chromium.close();
    await start();
    expect(await asks()).toEqual([]);
    const proofs = await chromium.openOwnPage('proofs.html');
    await proofs.waitForSelector(mark('proof-item'));
    await click(proofs, 'proof-item');
    await click(proofs, 'proof-go-on');
    await tab.bringToFront();
    expect(await renderedTextOf(tab, 'answer')).toContain('At last.');
    servers.model.say('Because it waited.');
    await type(tab, 'follow-text', 'Why at last?');
    await tab.waitForSelector(`${mark('follow-send')}:not([disabled])`);
    await click(tab, 'follow-send');
    await until(
      async () =>
        (await renderedTextOf(tab, 'answer')) === 'Because it waited.' ? true : undefined,
      { what: 'the second answer' },
    );
    expect((await waitForEnd(tab)).states).toMatchObject({ enclave: 'holds', receipt: 'holds' });
    const said = servers.model.asked.at(-1) ?? '';
    expect(said).toContain('Fourth?');
    expect(said).toContain('At last.');
    await proofs.bringToFront();
    await proofs.reload();
    await proofs.waitForSelector(mark('proof-turn'));
  });
});
