/** The relay's host permission, withdrawn on the browser's own page while an ask is on its way. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { attributesOf, click, mark, textOf, waitForState } from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord } from '../../../scripts/json.ts';
import { openBrowser, startServers, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';
import { giveAccess, withdrawAccess } from '../support/site-access.ts';

const ANSWER = 'It was lifted by eighty jacks, at the beat of a drum.';

let servers: Servers;
let chromium: Chromium;
let tab: Page;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  tab = await chromium.openOwnPage('tab.html');
  await tab.waitForSelector(mark('app'));
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

beforeEach(() => {
  servers.model.release();
  servers.model.say(ANSWER, { wordMs: 20 });
});

const lineSeen = (): string[] =>
  servers.recorder.requests().map(({ method, path }) => `${method} ${path}`);

async function write(question: string): Promise<void> {
  await ask(tab, { type: 'draft/clear' }, 'app/state');
  await ask(tab, { type: 'draft/change', draft: { quote: QUOTE, question } }, 'app/state');
}

async function send(): Promise<void> {
  await tab.waitForSelector(`${mark('send')}:not([disabled])`);
  await click(tab, 'send');
}

async function enclaveCode(): Promise<string> {
  const { enclave } = await ask(tab, { type: 'draft/change', draft: {} }, 'app/state');
  const error = isRecord(enclave) ? enclave['error'] : undefined;
  return isRecord(error) ? String(error['code']) : '';
}

const isWithdrawn = (): Promise<true> =>
  until(async () => ((await enclaveCode()) === 'relay-permission-missing' ? true : undefined), {
    what: 'the worker to hear of it',
  });

describe('access to the relay, withdrawn', () => {
  it('while an answer arrives: it is read to its end, and nothing else leaves', async () => {
    servers.model.hold();
    await waitForEnclave(tab);
    await write('How was it lifted?');
    await send();
    await waitForState(tab, 'app', 'data-phase', ['streaming']);
    const kept = (await readStore(chromium, 'asks')).length;
    await withdrawAccess(chromium);
    await isWithdrawn();
    const seen = lineSeen();
    servers.model.release();
    expect(await waitForEnd(tab)).toMatchObject({ phase: 'done', answer: ANSWER });
    // The first words were kept when they came; now it is whole.
    const [whole, ...others] = await readStore(chromium, 'asks');
    expect([kept, others]).toEqual([1, []]);
    expect(whole?.['states']).toMatchObject({ answered: 'complete', receipt: 'holds' });
    expect(lineSeen()).toEqual(seen);
  });

  it('before Send: nothing leaves, one sentence says why, and the question stays', async () => {
    const seen = lineSeen();
    await write('And how heavy was it?');
    await tab.waitForSelector(mark('error'));
    expect(await tab.$(`${mark('send')}:not([disabled])`)).toBeNull();
    // A Send that was under way when the button went.
    await ask(tab, { type: 'ask/start' }, 'app/state');
    await waitForState(tab, 'app', 'data-phase', ['refused']);
    expect((await attributesOf(tab, 'error'))['data-code']).toBe('relay-permission-missing');
    expect(await textOf(tab, 'error')).toContain('nothing was sent to it');
    const { draft } = await ask(tab, { type: 'app/open' }, 'app/state');
    expect(draft).toMatchObject({ quote: QUOTE, question: 'And how heavy was it?' });
    expect(lineSeen()).toEqual(seen);
    expect(servers.model.asked).toHaveLength(1);
  });

  it('and given again: the question goes by its own Send, once', async () => {
    await giveAccess(chromium);
    await waitForEnclave(tab);
    expect(servers.model.asked).toHaveLength(1);
    await write('And how heavy was it?');
    await send();
    expect(await waitForEnd(tab)).toMatchObject({ phase: 'done', answer: ANSWER });
    expect(servers.model.asked).toHaveLength(2);
    // No preflight and no word of who asked, in any of it.
    expect(lineSeen().filter((line) => line.startsWith('OPTIONS'))).toEqual([]);
    const heads = servers.recorder.requests().map(({ head }) => head);
    expect(heads.join('\n')).not.toMatch(/^origin:/im);
  });
});
