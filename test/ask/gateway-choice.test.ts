import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { SETTINGS_KEY } from '../../lib/settings/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import type { NotedRequest } from '../fakes/enclave.ts';

const NAMES = ['alder', 'birch', 'cedar'];
let browser: FakeBrowser;
/** Gateways that the relay cannot reach. */
let away: Set<string>;
let listed: unknown;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  await browser.localStore.set(SETTINGS_KEY, { ...browser.enclave.settings, gatewayName: '' });
  browser.enclave.gateways = NAMES;
  away = new Set();
  listed = { version: 1, gateways: NAMES };
  browser.enclave.behaviour.intercept = ({ gateway, path }) => {
    if (path === '/gateways') return Response.json(listed);
    return away.has(gateway) ? new Response(null, { status: 502 }) : undefined;
  };
});

const isMaterial = ({ path }: NotedRequest): boolean => path === '/evidence';

/** The gateway that a fresh worker verifies. */
async function verified(): Promise<string> {
  const page = new FakePage(browser.startWorker());
  await page.ready();
  const { gatewayName = '' } = page.state?.enclave ?? {};
  expect(browser.enclave.requests.findLast(isMaterial)?.gateway).toBe(gatewayName);
  return gatewayName;
}

describe('a relay with several gateways', () => {
  it('is asked for their names once, and the one that chance picked is kept', async () => {
    const first = await verified();
    expect(NAMES).toContain(first);
    for (let worker = 0; worker < 5; worker++) expect(await verified()).toBe(first);
    const asked = browser.enclave.requests.filter(({ path }) => path === '/gateways');
    expect(asked).toHaveLength(1);
    // The same for everybody: nothing goes with it.
    expect(asked[0]).toMatchObject({ method: 'GET', gateway: '', query: '', body: null });
  });

  it('is not led by its order: every gateway is picked by some device', async () => {
    const picked = new Set<string>();
    for (let device = 0; device < 60 && picked.size < NAMES.length; device++) {
      await browser.localStore.remove('gateway-choice');
      picked.add(await verified());
    }
    expect([...picked].sort()).toEqual(NAMES);
  });

  it('is picked from again when the key ends that the choice was made with', async () => {
    const first = await verified();
    const kept = await browser.localStore.get('gateway-choice');
    const { untilMs } = browser.enclave.validity;
    expect(kept).toMatchObject({ gatewayName: first, untilMs });
    const { enclave, clock } = browser;
    clock.advance(untilMs + 1 - clock.now());
    enclave.validity = { fromMs: clock.now() - 1000, untilMs: clock.now() + 1e8, logIndex: 1 };
    await enclave.rotateKey(3);
    await enclave.refreshRelay();
    await verified();
    expect(enclave.requests.filter(({ path }) => path === '/gateways')).toHaveLength(2);
  });

  it('is asked for another when one cannot be reached, which is verified anew', async () => {
    const first = await verified();
    away.add(first);
    const second = await verified();
    expect(second).not.toBe(first);
    expect(NAMES).toContain(second);
    away.delete(first);
    expect(await verified()).toBe(second);
  });

  it('after an ask that one could not take, asks the next question at another, and never the same twice', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    const { gatewayName: first = '' } = page.state?.enclave ?? {};
    away.add(first);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    expect(ask?.error?.code).toBe('gateway-unreachable');
    expect(browser.enclave.askRequests.map(({ gateway }) => gateway)).toEqual([first]);
    page.link.send({ type: 'draft/change', draft: { question: 'Once more?' } });
    page.link.send({ type: 'ask/start' });
    const after = await page.until((state) => state.ask?.phase === 'done');
    expect(after.enclave.gatewayName).not.toBe(first);
    expect(after.ask?.proof).toMatchObject({ enclave: 'holds', receipt: 'holds' });
    expect(browser.enclave.askRequests).toHaveLength(2);
  });

  it('is shown as it is when none can be reached', async () => {
    NAMES.forEach((name) => away.add(name));
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until(({ enclave: { phase } }) => phase === 'refused');
    expect(enclave.error).toEqual({ code: 'gateway-unreachable', advice: 'retry' });
  });

  it.each([
    ['nobody', { version: 1, gateways: [] }, 'gateway-unknown'],
    ['a name that is a path', { version: 1, gateways: ['../operator'] }, 'relay-answer-invalid'],
    ['something else', { gateways: 'alder' }, 'relay-answer-invalid'],
  ])('that names %s is refused', async (_, answer, code) => {
    listed = answer;
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until(({ enclave: { phase } }) => phase === 'refused');
    expect(enclave.error?.code).toBe(code);
    expect(browser.enclave.requests.filter(isMaterial)).toEqual([]);
  });

  it('does not hide a refusal by going on to the next', async () => {
    await browser.localStore.set(SETTINGS_KEY, {
      ...browser.enclave.settings,
      ...{ gatewayName: '', releases: [] },
    });
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until(({ enclave: { phase } }) => phase === 'refused');
    expect(enclave.error?.code).toBe('measurement-unknown');
    expect(browser.enclave.requests.filter(isMaterial)).toHaveLength(1);
  });
});
