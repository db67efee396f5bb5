import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { copyBuild, makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { CHROME_DESK, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import {
  ANNA,
  BEN,
  fieldsOf,
  headsOfAsk,
  type Person,
  type Seen,
} from '../support/installations.ts';

let servers: Servers;
const temporary: string[] = [];

beforeAll(async () => {
  servers = await startServers();
});

afterAll(async () => {
  await servers.close();
  for (const folder of temporary) removeTemporary(folder);
});

function profileOf({ languages }: Person): string {
  const profile = makeTemporary('person');
  temporary.push(profile);
  mkdirSync(join(profile, 'Default'));
  const intl = { accept_languages: languages, selected_languages: languages };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ intl }));
  return profile;
}

/** A build in a folder of its own has an extension id of its own. */
async function install(person: Person): Promise<Chromium> {
  const extension = copyBuild(CHROME_DESK);
  temporary.push(extension);
  const chromium = await openBrowser(servers.settings, {
    extension,
    profile: profileOf(person),
    args: [`--user-agent=${person.userAgent}`],
  });
  const [name = '', value = ''] = person.cookie.split('=');
  await chromium.browser.setCookie({
    name,
    value,
    domain: '127.0.0.1',
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    expires: Date.now() / 1000 + 3600,
    secure: false,
  });
  return chromium;
}

/** One ask from the first request of a new installation to the sealed question, then one that is not scrubbed. */
async function seenOf(person: Person): Promise<Seen> {
  servers.recorder.forget();
  const chromium = await install(person);
  try {
    const page = await visit(chromium, servers.pages.url);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    const scrubbed = await headsOfOne(popup);
    servers.recorder.forget();
    await removeRules(chromium);
    return { id: chromium.extensionId, scrubbed, bare: await headsOfOne(popup) };
  } finally {
    await chromium.close();
  }
}

async function headsOfOne(popup: Page): Promise<string[]> {
  await sendQuickAction(popup, 'explain');
  const heads = await headsOfAsk(servers.recorder);
  await waitForEnd(popup);
  return heads;
}

async function removeRules(chromium: Chromium): Promise<void> {
  await chromium.inWorker(`chrome.declarativeNetRequest.getSessionRules()
    .then((rules) => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) }))`);
}

describe('what the relay sees of a request besides the sealed bytes', () => {
  let anna: Seen;
  let ben: Seen;

  beforeAll(async () => {
    anna = await seenOf(ANNA);
    ben = await seenOf(BEN);
  });

  it('is the same for two people with other languages, browsers, ids and cookies', () => {
    expect(anna.id).not.toBe(ben.id);
    expect(anna.scrubbed.some((head) => head.startsWith('POST '))).toBe(true);
    expect(anna.scrubbed).toEqual(ben.scrubbed);
    const post = anna.scrubbed.find((head) => head.startsWith('POST ')) ?? '';
    // All of these are the same for everyone; the last two say that nothing was cached.
    expect(fieldsOf(post).sort()).toEqual([
      ...['accept', 'cache-control', 'connection', 'content-length', 'content-type', 'host'],
      ...['pragma', 'user-agent'],
    ]);
  });

  it('would tell them apart without the rule that scrubs it', () => {
    expect(anna.bare).not.toEqual(ben.bare);
    expect(anna.bare.join('\n')).toContain(anna.id);
  });
});
