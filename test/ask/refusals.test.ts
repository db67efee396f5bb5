import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../../lib/bytes/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/index.ts';
import { developmentRoot } from '../fakes/development-root.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import type { NotedRequest } from '../fakes/enclave.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

/** Opens a page under changed settings, sends at once, and returns where that led. */
async function askUnder(change: Partial<Settings>): Promise<FakePage> {
  await browser.localStore.set('settings', { ...browser.enclave.settings, ...change });
  const page = new FakePage(browser.startWorker());
  page.link.send({ type: 'app/open' });
  page.link.send({ type: 'draft/change', draft: { quote: 'Quoted.', question: 'Why?' } });
  page.link.send({ type: 'ask/start' });
  await page.until((state) => state.ask?.phase === 'refused');
  return page;
}

function expectRefused(page: FakePage, code: string): void {
  expect(page.state?.ask?.error?.code).toBe(code);
  expect(page.state?.draft).toMatchObject({ quote: 'Quoted.', question: 'Why?' });
  // The whole point: on any doubt nothing leaves.
  expect(browser.enclave.askRequests).toEqual([]);
}

function intercept(path: string, answer: (request: NotedRequest) => Response): void {
  browser.enclave.behaviour.intercept = (request) =>
    request.path === path ? answer(request) : undefined;
}

const bytes = (body: Bytes, type: string): Response =>
  new Response(body, { headers: { 'content-type': type } });

describe('on any doubt nothing leaves:', () => {
  it('another measurement', async () => {
    const pcr = '44'.repeat(48);
    const page = await askUnder({ releases: [{ name: 'other', pcr0: pcr, pcr1: pcr, pcr2: pcr }] });
    expectRefused(page, 'measurement-unknown');
    expect(page.state?.ask?.proof.enclave).toBe('fails');
    // What the signature covers is shown, so that a person can look at it and allow it.
    expect(page.state?.enclave.measurement).toMatchObject({ pcr0: '11'.repeat(48) });
    expect(page.state?.enclave.steps?.find(({ verdict }) => verdict === 'fail')?.name).toBe(
      'measurement',
    );
  });

  it('two registers of one image and one of another', async () => {
    const [good] = browser.enclave.settings.releases;
    if (good === undefined) throw new Error('no release');
    const page = await askUnder({ releases: [{ ...good, pcr2: '44'.repeat(48) }] });
    expectRefused(page, 'measurement-unknown');
  });

  it('an empty list of images', async () => {
    expectRefused(await askUnder({ releases: [] }), 'measurement-unknown');
  });

  it('a development root that nobody added', async () => {
    expectRefused(await askUnder({ developmentRoots: [] }), 'root-unknown');
  });

  it('another development root', async () => {
    const other = await developmentRoot(browser.clock.now(), 'another');
    const developmentRoots = [Buffer.from(other.certificate).toString('base64')];
    expectRefused(await askUnder({ developmentRoots }), 'root-unknown');
  });

  it('no relay', async () => {
    const page = await askUnder({ ...DEFAULT_SETTINGS });
    expectRefused(page, 'relay-unset');
    expect(page.state?.enclave.phase).toBe('unset');
    expect(browser.enclave.requests).toEqual([]);
  });

  it('a relay that the browser was not allowed to reach', async () => {
    browser.mayReach = false;
    expectRefused(await askUnder({}), 'relay-permission-missing');
    expect(browser.enclave.requests).toEqual([]);
  });

  it('a relay that is down', async () => {
    browser.enclave.behaviour.intercept = () => {
      throw new TypeError('Failed to fetch');
    };
    expectRefused(await askUnder({}), 'relay-unreachable');
  });

  it('a key configuration of this person’s own', async () => {
    const keys = new Uint8Array(45).fill(7);
    intercept('/keys', () => bytes(keys, 'application/ohttp-keys'));
    expectRefused(await askUnder({}), 'key-config-differs');
  });

  it('another transcript', async () => {
    intercept('/transcript', () => bytes(new Uint8Array(100), 'application/octet-stream'));
    expectRefused(await askUnder({}), 'binding-mismatch');
  });

  it('evidence for another nonce', async () => {
    const { fetch } = browser.enclave;
    const other = `http://127.0.0.1:8123/g/desk/evidence?nonce=${'ab'.repeat(20)}`;
    const stale = await (await fetch(other, { method: 'GET' })).arrayBuffer();
    intercept('/evidence', () => bytes(new Uint8Array(stale), 'application/octet-stream'));
    expectRefused(await askUnder({}), 'nonce-mismatch');
  });

  it('evidence that is no evidence', async () => {
    intercept('/evidence', () => bytes(new Uint8Array(500).fill(0xd2), 'application/octet-stream'));
    expect(['cose-invalid', 'evidence-malformed']).toContain(
      (await askUnder({})).state?.ask?.error?.code,
    );
    expect(browser.enclave.askRequests).toEqual([]);
  });

  it('evidence beyond its size', async () => {
    intercept('/evidence', () => bytes(new Uint8Array(30_000), 'application/octet-stream'));
    expectRefused(await askUnder({}), 'evidence-too-large');
  });

  it('evidence of no kind’s size', async () => {
    intercept('/evidence', () => bytes(new Uint8Array(70_000), 'application/octet-stream'));
    expectRefused(await askUnder({}), 'relay-too-large');
  });

  it('an error page in place of the keys', async () => {
    intercept('/keys', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
    expectRefused(await askUnder({}), 'relay-media-type');
  });

  it('a gateway that the relay does not know', async () => {
    expectRefused(await askUnder({ gatewayName: 'nobody' }), 'gateway-unknown');
  });

  it('settings that cannot be read', async () => {
    await browser.localStore.set('settings', { version: 1, relayUrl: 7 });
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { draft } = await page.until(() => true);
    expect(draft.problem).toEqual({ code: 'settings-invalid', advice: 'fix-settings' });
    expect(browser.enclave.requests).toEqual([]);
  });
});
