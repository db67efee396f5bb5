import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox, type Firefox } from '../../../scripts/drive/firefox.ts';
import { sendQuickAction, waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { click, mark, textOf, type } from '../../../scripts/drive/popup.ts';
import { changeSettings } from '../../../scripts/drive/settings.ts';
import { until } from '../../../scripts/drive/until.ts';
import { readRecord, recordAt } from '../../../scripts/json.ts';
import { FIREFOX_DESK, startServers, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

let servers: Servers;
let firefox: Firefox;
let popup: Page;

beforeAll(async () => {
  servers = await startServers();
  const manifest = readRecord(join(FIREFOX_DESK, 'manifest.json'));
  const gecko = recordAt(recordAt(manifest, 'browser_specific_settings'), 'gecko');
  firefox = await launchFirefox({ extension: FIREFOX_DESK, addonId: String(gecko['id']) });
  const page = await firefox.openOwnPage('popup.html');
  await changeSettings(page, servers.settings);
  await page.close();
  popup = await firefox.openOwnPage('popup.html');
  await popup.waitForSelector(mark('app'));
  await ask(popup, { type: 'draft/change', draft: { quote: QUOTE } }, 'app/state');
  await popup.waitForSelector(mark('quote'));
  await waitForEnclave(popup);
});

afterAll(async () => {
  await firefox.close();
  await servers.close();
});

describe('a conversation in Firefox', () => {
  it('goes on, each turn sealed and proven by itself', async () => {
    servers.model.say('The first answer.');
    await sendQuickAction(popup, 'explain');
    await waitForEnd(popup);
    servers.model.say('The second answer.');
    await type(popup, 'follow-text', 'And why?');
    await popup.waitForSelector(`${mark('follow-send')}:not([disabled])`);
    await click(popup, 'follow-send');
    await until(async () => (await textOf(popup, 'answer')) === 'The second answer.' || undefined, {
      what: 'the second answer',
    });
    const seen = await waitForEnd(popup);
    expect(seen.states).toMatchObject({ enclave: 'holds', sealed: 'holds', receipt: 'holds' });
    expect(await popup.$(mark('thread'))).not.toBeNull();
    expect(servers.model.asked.at(-1)).toContain('The first answer.');
    const posts = servers.recorder.requests().filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(2);
  });
});
