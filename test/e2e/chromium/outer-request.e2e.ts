import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { openPopupOn, waitForEnclave } from '../../../scripts/drive/one-ask.ts';
import { copyBuild, makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { CHROME_DESK, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import {
  ANNA,
  askTwice,
  BEN,
  fieldsOf,
  removingRules,
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
    const removeRules = (): Promise<unknown> => chromium.inWorker(removingRules('chrome'));
    return { id: chromium.extensionId, ...(await askTwice(popup, servers.recorder, removeRules)) };
  } finally {
    await chromium.close();
  }
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
