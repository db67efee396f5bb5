import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { fieldsOf, headsOfAsk } from '../support/installations.ts';

let servers: Servers;
const temporary: string[] = [];

beforeAll(async () => {
  servers = await startServers();
});

afterAll(async () => {
  await servers.close();
  for (const folder of temporary) removeTemporary(folder);
});

interface Person {
  languages: string;
  userAgent: string;
  cookie: string;
}

const ANNA: Person = {
  languages: 'de-AT,de',
  userAgent: 'Mozilla/5.0 Anna/1.0',
  cookie: 'who=anna',
};
const BEN: Person = {
  languages: 'ja,en',
  userAgent: 'Mozilla/5.0 (Ben) Ben/22.5',
  cookie: 'who=ben',
};

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

/** One ask from the first request of a new installation to the sealed question. */
async function askAs(
  person: Person,
  isScrubbed: boolean,
): Promise<{ id: string; heads: string[] }> {
  servers.recorder.forget();
  const chromium = await install(person);
  try {
    const page = await visit(chromium, servers.pages.url);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    if (!isScrubbed) await removeRules(chromium);
    await sendQuickAction(popup, 'explain');
    await waitForEnd(popup);
    return { id: chromium.extensionId, heads: await headsOfAsk(servers.recorder) };
  } finally {
    await chromium.close();
  }
}

async function removeRules(chromium: Chromium): Promise<void> {
  await chromium.inWorker(`chrome.declarativeNetRequest.getSessionRules()
    .then((rules) => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) }))`);
}

describe('what the relay sees of a request besides the sealed bytes', () => {
  it('is the same for two people with other languages, browsers, ids and cookies', async () => {
    const anna = await askAs(ANNA, true);
    const ben = await askAs(BEN, true);
    expect(anna.id).not.toBe(ben.id);
    expect(anna.heads.some((head) => head.startsWith('POST '))).toBe(true);
    expect(anna.heads).toEqual(ben.heads);
    const post = anna.heads.find((head) => head.startsWith('POST ')) ?? '';
    // All of these are the same for everyone; the last two say that nothing was cached.
    expect(fieldsOf(post).sort()).toEqual([
      ...['accept', 'cache-control', 'connection', 'content-length', 'content-type', 'host'],
      ...['pragma', 'user-agent'],
    ]);
  });

  it('would tell them apart without the rule that scrubs it', async () => {
    const anna = await askAs(ANNA, false);
    const ben = await askAs(BEN, false);
    expect(anna.heads).not.toEqual(ben.heads);
    expect(anna.heads.join('\n')).toContain(anna.id);
  });
});
