import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  measurementOf,
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import {
  attributesOf,
  click,
  mark,
  textOf,
  type,
  waitForState,
} from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { menuEvent } from '../support/menu.ts';
import { QUOTE } from '../support/pages.ts';

const ANSWER = 'Eighty jacks lifted it **slowly**, which is why nothing cracked.';
const SHOWN = ANSWER.replaceAll('*', '');

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

describe('an ask from the context menu to the kept proof', () => {
  let popup: Page;

  it('takes the selected text of the page as the quote', async () => {
    popup = await menuEvent(chromium, page, QUOTE);
    await popup.waitForSelector('[data-testid="quote"]');
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    expect(servers.recorder.requests().filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('verifies the enclave before anything is asked', async () => {
    await waitForEnclave(popup);
    expect(servers.recorder.requests().map(({ method }) => method)).not.toContain('POST');
  });

  it('says that no hardware protects this enclave', async () => {
    expect(await textOf(popup, 'development-root')).toMatch(/hardware/i);
  });

  it('sends on Send, and shows the answer as provisional until its proof holds', async () => {
    servers.model.say(ANSWER, { wordMs: 60 });
    servers.model.hold();
    await sendQuickAction(popup, 'explain');
    await waitForState(popup, 'app', 'data-phase', ['streaming']);
    await popup.waitForSelector('[data-testid="provisional"]');
    servers.model.release();
    const seen = await waitForEnd(popup);
    expect(seen).toMatchObject({ phase: 'done', answer: SHOWN });
    expect(seen.states).toMatchObject({
      enclave: 'holds',
      sealed: 'holds',
      answered: 'complete',
      receipt: 'holds',
    });
    expect(await popup.$('[data-testid="provisional"]')).toBeNull();
  });

  it('shows the measurement that the enclave attested', async () => {
    expect(await measurementOf(popup)).toBe(servers.stack.measurement.pcr0);
    expect(await textOf(popup, 'pcr2')).toBe(servers.stack.measurement.pcr2);
    expect(await textOf(popup, 'relay-host')).toBe(new URL(servers.recorder.url).host);
    expect(Number(await textOf(popup, 'key-id'))).toBeGreaterThanOrEqual(0);
  });

  it('keeps the proof, with texts sealed by a key that cannot be exported', async () => {
    const [ask] = await until(
      async () => {
        const asks = await readStore(chromium, 'asks');
        return asks.length === 0 ? undefined : asks;
      },
      { what: 'the ask to be kept' },
    );
    expect(ask?.['states']).toMatchObject({ enclave: 'holds', receipt: 'holds' });
    const everything = JSON.stringify([
      await readStore(chromium, 'asks'),
      await readStore(chromium, 'proofs'),
      await readStore(chromium, 'drafts'),
    ]);
    expect(everything).not.toMatch(/jacks|tower|Marrow/);
    expect(JSON.stringify(await readStore(chromium, 'keys'))).toContain('key:AES-GCM:false');
  });

  it('is still there when the popup is opened again, and in the list of proofs', async () => {
    await popup.close();
    const again = await openPopupOn(chromium, page, '#quote');
    await waitForState(again, 'app', 'data-phase', ['done', 'idle']);
    await click(again, 'proofs-open');
    await click(again, 'proof-item');
    await again.waitForSelector('[data-testid="proof-detail"]');
    expect(await textOf(again, 'proof-detail')).toContain(SHOWN);
    expect(await textOf(again, 'pcr0')).toBe(servers.stack.measurement.pcr0);
    await again.close();
  });
});

describe('who learned what', () => {
  it('the relay and the line before it saw only sealed bytes', () => {
    const lines = servers.stack.logs.relay.join('\n');
    expect(lines).not.toMatch(/tower|crack|jacks|Marrow/);
    const [post] = servers.recorder.requests().filter(({ method }) => method === 'POST');
    expect(post?.head).toMatch(/content-type: message\/ohttp-chunked-req/i);
    expect([4096, 16_384, 32_768]).toContain(post?.body.length);
    expect(post?.body.toString('latin1')).not.toMatch(/tower|crack|messages|content-type/);
  });

  it('the gateway saw no address and no header of the client', () => {
    const lines = servers.stack.logs.gateway.join('\n');
    expect(servers.stack.logs.gateway.length).toBeGreaterThan(0);
    expect(lines).not.toMatch(/127\.0\.0\.1|::1|user-agent|mozilla|chrome-extension/i);
    expect(lines).not.toMatch(/tower|crack|jacks/);
  });

  it('the model got the question with the quote marked as data', () => {
    expect(servers.model.asked).toHaveLength(1);
    expect(servers.model.asked[0]).toContain(QUOTE);
    expect(servers.model.asked[0]).not.toMatch(/chrome-extension|Mozilla/);
  });
});

describe('what the person decides', () => {
  it('finds proofs by a word and forgets one for good', async () => {
    const popup = await openPopupOn(chromium, page, '#quote');
    await click(popup, 'proofs-open');
    await popup.waitForSelector('[data-testid="proof-item"]');
    await type(popup, 'proofs-search', 'nothing has this word');
    await until(async () => ((await popup.$(mark('proof-item'))) === null ? true : undefined), {
      what: 'the search to find nothing',
    });
    await type(popup, 'proofs-search', 'jacks');
    await click(popup, 'proof-forget');
    await click(popup, 'proof-forget-sure');
    await until(async () => ((await readStore(chromium, 'asks')).length === 0 ? true : undefined), {
      what: 'the ask to be forgotten',
    });
    expect(await readStore(chromium, 'proofs')).toEqual([]);
    await popup.close();
  });

  it('stops an answer, and what had come stays', async () => {
    servers.model.say('One two three four five six seven eight nine ten.', { wordMs: 100 });
    servers.model.hold();
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'summarise');
    await until(async () => (await textOf(popup, 'answer')).includes('two') || undefined, {
      what: 'the answer to begin',
    });
    await click(popup, 'stop');
    const seen = await waitForEnd(popup);
    servers.model.release();
    expect(seen.phase).toBe('stopped');
    expect(seen.answer).toContain('One two');
    expect(seen.states.answered).toBe('stopped');
    expect((await attributesOf(popup, 'proof-chip'))['data-receipt']).not.toBe('holds');
    await popup.close();
  });
});
