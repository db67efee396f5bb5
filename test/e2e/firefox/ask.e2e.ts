import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox, type Firefox } from '../../../scripts/drive/firefox.ts';
import {
  measurementOf,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { click, mark, textOf, waitForState } from '../../../scripts/drive/popup.ts';
import { changeSettings } from '../../../scripts/drive/settings.ts';
import { readRecord, recordAt } from '../../../scripts/json.ts';
import { FIREFOX_DESK, startServers, type Servers } from '../support/desk.ts';
import {
  ANNA,
  askTwice,
  BEN,
  fieldsOf,
  removingRules,
  type Person,
  type Seen,
} from '../support/installations.ts';
import { QUOTE } from '../support/pages.ts';

const ANSWER = 'It was lifted by eighty jacks at the beat of a drum.';

let servers: Servers;

beforeAll(async () => {
  servers = await startServers();
  servers.model.say(ANSWER);
});

afterAll(async () => {
  await servers.close();
});

function addonId(): string {
  const manifest = readRecord(join(FIREFOX_DESK, 'manifest.json'));
  const gecko = recordAt(recordAt(manifest, 'browser_specific_settings'), 'gecko');
  return String(gecko['id']);
}

async function open(preferences: Record<string, unknown> = {}): Promise<Firefox> {
  const firefox = await launchFirefox({ extension: FIREFOX_DESK, addonId: addonId(), preferences });
  const page = await firefox.openOwnPage('popup.html');
  await changeSettings(page, servers.settings);
  await page.close();
  return firefox;
}

/** Firefox's toolbar cannot be clicked from outside, so the quote is put where the menu would put it. */
async function openPopup(firefox: Firefox): Promise<Page> {
  const popup = await firefox.openOwnPage('popup.html');
  await popup.waitForSelector(mark('app'));
  await ask(popup, { type: 'draft/change', draft: { quote: QUOTE } }, 'app/state');
  await popup.waitForSelector(mark('quote'));
  await waitForEnclave(popup);
  return popup;
}

describe('an ask in Firefox', () => {
  let firefox: Firefox;
  let popup: Page;

  beforeAll(async () => {
    firefox = await open();
    popup = await openPopup(firefox);
  });

  afterAll(async () => {
    await firefox.close();
  });

  it('is answered and proven', async () => {
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect(seen).toMatchObject({ phase: 'done', answer: ANSWER });
    expect(seen.states).toMatchObject({
      enclave: 'holds',
      sealed: 'holds',
      answered: 'complete',
      receipt: 'holds',
    });
    expect(await measurementOf(popup)).toBe(servers.stack.measurement.pcr0);
  });

  it('is kept, and shown by a popup opened later', async () => {
    await popup.close();
    const again = await firefox.openOwnPage('popup.html');
    await waitForState(again, 'app', 'data-phase', ['done', 'idle']);
    await click(again, 'proofs-open');
    await click(again, 'proof-item');
    await again.waitForSelector(mark('proof-detail'));
    expect(await textOf(again, 'proof-detail')).toContain(ANSWER);
    await again.close();
  });

  it('was sealed: neither relay nor line saw its words', () => {
    const posts = servers.recorder.requests().filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body.toString('latin1')).not.toMatch(/tower|crack|messages/);
    expect(servers.stack.logs.relay.join('\n')).not.toMatch(/tower|crack|jacks/);
    expect(servers.stack.logs.gateway.join('\n')).not.toMatch(
      /127\.0\.0\.1|moz-extension|mozilla/i,
    );
  });
});

/** A cookie for the relay's host, set the way any site on it would: by an answer to a visit. */
async function leaveCookie(firefox: Firefox, cookie: string): Promise<void> {
  const site = createServer((_request, response) => {
    response.writeHead(200, {
      'set-cookie': `${cookie}; Max-Age=3600; Path=/`,
      'content-type': 'text/html',
    });
    response.end('<title>cookie</title>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const address = site.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const page = await firefox.browser.newPage();
  await page.goto(`http://127.0.0.1:${String(port)}/`);
  await page.close();
  site.closeAllConnections();
  site.close();
}

async function seenOf(person: Person): Promise<Seen> {
  const firefox = await open({
    'intl.accept_languages': person.languages,
    'general.useragent.override': person.userAgent,
  });
  try {
    await leaveCookie(firefox, person.cookie);
    servers.recorder.forget();
    const popup = await openPopup(firefox);
    const removeRules = (): Promise<unknown> => popup.evaluate(removingRules('browser'));
    return { id: firefox.uuid, ...(await askTwice(popup, servers.recorder, removeRules)) };
  } finally {
    await firefox.close();
  }
}

describe('what the relay sees of two Firefox installations', () => {
  let anna: Seen;
  let ben: Seen;

  beforeAll(async () => {
    anna = await seenOf(ANNA);
    ben = await seenOf(BEN);
  });

  it('is the same, whatever their UUIDs, languages, user agents and cookies', () => {
    expect(anna.id).not.toBe(ben.id);
    expect(anna.scrubbed).toEqual(ben.scrubbed);
    const post = anna.scrubbed.find((head) => head.startsWith('POST ')) ?? '';
    expect(post).not.toMatch(/moz-extension|Anna|cookie/i);
    // All of these are the same for everyone; two say that nothing was cached, one does not go away.
    expect(fieldsOf(post).sort()).toEqual([
      ...['accept', 'cache-control', 'connection', 'content-length', 'content-type', 'host'],
      ...['pragma', 'priority', 'user-agent'],
    ]);
  });

  it('would tell them apart without the rule that scrubs it', () => {
    expect(anna.bare).not.toEqual(ben.bare);
    expect(anna.bare.join('\n')).toContain(anna.id);
  });
});
