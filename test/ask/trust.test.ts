import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sealReleaseList, type ReleaseList } from '../../lib/attestation/index.ts';
import { copyOf } from '../../lib/bytes/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

const DAY_MS = 86_400_000;
const IMAGE = { pcr0: '11'.repeat(48), pcr1: '22'.repeat(48), pcr2: '33'.repeat(48) };

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

const publisher = generateKeyPairSync('ed25519');
const publicKey = publisher.publicKey
  .export({ type: 'spki', format: 'der' })
  .subarray(12)
  .toString('base64');

async function signed(change: Partial<ReleaseList> = {}): Promise<string> {
  const issuedMs = browser.clock.now() - DAY_MS;
  const list: ReleaseList = {
    version: 1,
    serial: 5,
    gateway: 'enclave.test',
    issuedMs,
    expiresMs: issuedMs + 30 * DAY_MS,
    releases: [{ release: 'published 1', ...IMAGE }],
    ...change,
  };
  return sealReleaseList(list, async (bytes) => copyOf(sign(null, bytes, publisher.privateKey)));
}

/** A page that allows nothing yet. */
async function open(change: Partial<Settings> = {}): Promise<FakePage> {
  const settings = { ...browser.enclave.settings, releases: [], ...change };
  await browser.localStore.set('settings', settings);
  const page = new FakePage(browser.startWorker());
  page.link.send({ type: 'app/open' });
  await page.until(({ enclave }) => enclave.phase === 'refused' || enclave.phase === 'ready');
  return page;
}

async function save(page: FakePage, change: Partial<Settings>): Promise<string | undefined> {
  page.messages.length = 0;
  page.link.send({ type: 'settings/write', settings: { ...page.state?.settings, ...change } });
  return (await page.message('settings/state')).error?.code;
}

describe('a signed release list', () => {
  it('allows what it names, and says so', async () => {
    const page = await open();
    expect(await save(page, { releaseLists: [{ publicKey, signed: await signed() }] })).toBe(
      undefined,
    );
    const { enclave, settings } = await page.until((state) => state.enclave.phase === 'ready');
    const source = { releaseSource: 'listed', releaseList: 'enclave.test 5' };
    expect(enclave).toMatchObject({ releaseName: 'published 1', ...source });
    expect(settings.releaseLists[0]?.says).toMatchObject({ serial: 5, gateway: 'enclave.test' });
  });

  it('allows nothing to another gateway than its own', async () => {
    const page = await open();
    const list = { publicKey, signed: await signed({ gateway: 'other.test' }) };
    expect(await save(page, { releaseLists: [list] })).toBe(undefined);
    await page.until(({ enclave }) => enclave.error?.code === 'measurement-unknown');
  });

  it('allows nothing any more once it has run out', async () => {
    const page = await open();
    await save(page, { releaseLists: [{ publicKey, signed: await signed() }] });
    await page.until((state) => state.enclave.phase === 'ready');
    browser.clock.advance(40 * DAY_MS);
    page.link.send({ type: 'enclave/recheck' });
    await page.until(({ enclave }) => enclave.error !== undefined);
    expect(browser.enclave.askRequests).toEqual([]);
  });

  it('is refused when its key, its time or its number is wrong', async () => {
    const page = await open();
    const other = Buffer.alloc(32, 7).toString('base64');
    const list = await signed();
    expect(await save(page, { releaseLists: [{ publicKey: other, signed: list }] })).toBe(
      'release-list-signature-invalid',
    );
    const over = await signed({ expiresMs: browser.clock.now() - 1000 });
    expect(await save(page, { releaseLists: [{ publicKey, signed: over }] })).toBe(
      'release-list-expired',
    );
    expect(await save(page, { releaseLists: [{ publicKey, signed: '{}' }] })).toBe(
      'release-list-invalid',
    );
    expect(page.state?.settings.releaseLists).toEqual([]);
  });

  it('never goes back, not even after it was left', async () => {
    const page = await open();
    const newer = { publicKey, signed: await signed({ serial: 9 }) };
    const older = { publicKey, signed: await signed({ serial: 8 }) };
    await save(page, { releaseLists: [newer] });
    await save(page, { releaseLists: [] });
    expect(await save(page, { releaseLists: [older] })).toBe('release-list-rolled-back');
    expect(await save(page, { releaseLists: [newer] })).toBe(undefined);
  });

  it('takes the place of the older one', async () => {
    const page = await open();
    await save(page, { releaseLists: [{ publicKey, signed: await signed() }] });
    const stored = page.state?.settings.releaseLists ?? [];
    const newer = { publicKey, signed: await signed({ serial: 6 }) };
    await save(page, { releaseLists: [...stored, newer] });
    expect(page.state?.settings.releaseLists.map(({ says }) => says?.serial)).toEqual([6]);
  });

  it('allows nothing by what stands beside its text', async () => {
    const says = {
      ...{ gateway: 'enclave.test', serial: 1, issuedMs: 0, expiresMs: 9e15 },
      releases: [{ name: 'forged', ...IMAGE }],
    };
    const forged = { publicKey, signed: await signed({ releases: [] }), says };
    const page = await open({ releaseLists: [forged] });
    expect(page.state?.enclave.error?.code).toBe('measurement-unknown');
  });
});

describe('an image that a program wrote into the settings', () => {
  it('is never shown as pinned, signed or consented to', async () => {
    const page = await open({ releases: [{ name: 'desk', ...IMAGE }] });
    const shown = { phase: 'ready', releaseName: 'desk', releaseSource: 'settings' };
    expect(page.state?.enclave).toMatchObject(shown);
    expect(page.state?.enclave.releaseList).toBeUndefined();
  });
});

describe('consent', () => {
  it('counts at the gateway where it was given and nowhere else', async () => {
    const here = '127.0.0.1:8123|desk';
    const consent = { name: 'mine', ...IMAGE, consentedAtMs: 1 };
    const page = await open({ consents: [{ ...consent, gateway: here }] });
    expect(page.state?.enclave).toMatchObject({ phase: 'ready', releaseSource: 'consented' });
    const other = await open({ consents: [{ ...consent, gateway: 'relay.example|desk' }] });
    expect(other.state?.enclave.error?.code).toBe('measurement-unknown');
  });
});

describe('the ledger', () => {
  it('holds every image that was met, allowed or not, with first and last time', async () => {
    const firstMs = browser.clock.now();
    const refused = await open();
    expect(refused.state?.enclave.seen).toEqual([
      { image: IMAGE, firstSeenMs: firstMs, lastSeenMs: firstMs },
    ]);
    browser.clock.advance(DAY_MS);
    browser.enclave.behaviour.intercept = () => undefined;
    const page = await open({ releases: browser.enclave.settings.releases });
    const [line] = page.state?.enclave.seen ?? [];
    expect(line).toEqual({ image: IMAGE, firstSeenMs: firstMs, lastSeenMs: browser.clock.now() });
  });

  it('does not hold what no trusted root signed', async () => {
    const page = await open({ developmentRoots: [] });
    expect(page.state?.enclave).toMatchObject({ error: { code: 'root-unknown' }, seen: [] });
  });
});

describe('a verification', () => {
  it('is not relied on when the clock was set back', async () => {
    const page = await open({ releases: browser.enclave.settings.releases });
    const looks = (): number =>
      browser.enclave.requests.filter(({ path }) => path === '/evidence').length;
    page.link.send({ type: 'app/open' });
    await page.until((state) => state.enclave.phase === 'ready');
    expect(looks()).toBe(1);
    browser.clock.advance(-30_000);
    page.link.send({ type: 'app/open' });
    await page.until(() => looks() > 1);
  });
});
