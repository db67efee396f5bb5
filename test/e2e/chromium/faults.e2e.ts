/**
 * The fault matrix in a real browser: every row of test/faults, one after another, against a real relay, gateway and
 * ledger behind a relay that lies. For each: nothing leaves wrongly, the text stays, the state and the code are right,
 * nothing is sent or paid twice, and what was refused is kept.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { changeSettings, deskSettings } from '../../../scripts/drive/settings.ts';
import { waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord } from '../../../scripts/json.ts';
import { startStack } from '../../../stack/stack.ts';
import { startFaultyRelay, type FaultyRelay } from '../../fakes/faulty-relay.ts';
import { KILLS, RELAY_FAULTS, type OtherGateway } from '../../faults/relay-faults.ts';
import { openBrowser, startServers, type Servers } from '../support/desk.ts';
import { codeIn, Teller } from '../support/teller.ts';

const ANSWER = 'Eighty jacks lifted it.';
const HOUR_MS = 3_600_000;

let servers: Servers;
let relay: FaultyRelay;
let other: OtherGateway;
let otherStack: Awaited<ReturnType<typeof startStack>>;
let chromium: Chromium;
let page: Page;
let teller: Teller;
const folders: string[] = [];

async function anotherStack(now?: () => number) {
  const folder = makeTemporary('other');
  folders.push(folder);
  return startStack({ folder, modelUrl: servers.model.url, beatMs: 20, ...(now && { now }) });
}

beforeAll(async () => {
  servers = await startServers();
  relay = await startFaultyRelay(servers.stack.relayUrl);
  otherStack = await anotherStack();
  const place = `${otherStack.relayUrl}/g/${otherStack.gatewayName}`;
  const take = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${place}/${path}`)).arrayBuffer());
  other = {
    keys: await take('keys'),
    transcript: await take('transcript'),
    evidence: await take(`evidence?nonce=${'ab'.repeat(20)}`),
  };
  const redaction = { kinds: [], words: [] };
  chromium = await openBrowser({
    ...deskSettings({ ...servers.stack, relayUrl: relay.url }),
    redaction,
  });
  page = await chromium.openOwnPage('about.html');
  teller = new Teller(page);
  // One honest ask: the relay now has an answer to replay.
  servers.model.say(ANSWER);
  await teller.prepare('An honest question?');
  await teller.enclave();
  await teller.send({ type: 'ask/start' });
  expect(await teller.ended('An honest question?')).toMatchObject({ phase: 'done' });
});

afterAll(async () => {
  await chromium.close();
  await relay.close();
  await otherStack.close();
  await servers.close();
  folders.forEach(removeTemporary);
});

afterEach(() => {
  for (const name of Object.keys(relay.faults)) Reflect.deleteProperty(relay.faults, name);
  servers.model.release();
});

function posts(): number {
  return relay.exchanges.filter(({ method }) => method === 'POST').length;
}

async function keptCount(): Promise<number> {
  return (await readStore(chromium, 'asks')).length;
}

async function questionInDraft(): Promise<unknown> {
  const { draft } = await teller.state();
  return isRecord(draft) ? draft['question'] : undefined;
}

/** Two looks: some lies need an honest one before them. */
async function look(): Promise<Record<string, unknown>> {
  await teller.enclave();
  await teller.send({ type: 'enclave/recheck' });
  return teller.enclave();
}

describe('a fault at the enclave’s check', () => {
  it.each(RELAY_FAULTS.filter(({ at }) => at === 'enclave'))('$id', async ({ id, set, codes }) => {
    const question = `What of ${id}?`;
    set(relay.faults, other);
    const [sent, asked] = [posts(), servers.model.asked.length];
    await teller.prepare(question);
    const enclave = await look();
    expect({ phase: enclave['phase'], code: codeIn(enclave) }).toEqual({
      phase: 'refused',
      code: expect.toBeOneOf([...codes]) as unknown,
    });
    await teller.send({ type: 'ask/start' });
    const ended = await teller.ended(question);
    expect(ended).toMatchObject({ phase: 'refused', answerText: '' });
    expect(codes).toContain(codeIn(ended));
    expect(posts()).toBe(sent);
    expect(servers.model.asked).toHaveLength(asked);
    expect(await questionInDraft()).toBe(question);
  });
});

describe('a fault at the ask', () => {
  it.each(RELAY_FAULTS.filter(({ at }) => at === 'ask'))('$id', async ({ id, set, codes }) => {
    const question = `What of ${id}?`;
    const [sent, asked, kept] = [posts(), servers.model.asked.length, await keptCount()];
    await teller.prepare(question);
    expect((await teller.enclave())['phase']).toBe('ready');
    set(relay.faults, other);
    await teller.send({ type: 'ask/start' });
    const ended = await teller.ended(question);
    expect(codes).toContain(codeIn(ended));
    expect(ended['isProvisional']).toBe(true);
    expect(ended['proof']).toMatchObject({ answered: 'truncated' });
    expect(posts()).toBe(sent + 1);
    expect(servers.model.asked.length).toBeLessThanOrEqual(asked + 1);
    expect(await questionInDraft()).toBe(question);
    // Something has left: the failure is kept with what it failed over.
    await until(async () => ((await keptCount()) === kept + 1 ? true : undefined), {
      what: 'the failure to be kept',
    });
  });
});

describe('the worker', () => {
  it.each(KILLS)('$id: nothing is sent twice, the text stays', async ({ id, afterBytes }) => {
    const question = `What of being ${id}?`;
    const [sent, asked] = [posts(), servers.model.asked.length];
    await teller.prepare(question);
    await teller.enclave();
    if (afterBytes === undefined) {
      relay.faults.filesSilent = true;
      await teller.send({ type: 'enclave/recheck' });
    } else relay.faults.ask = { kind: 'stall', afterBytes };
    await teller.send({ type: 'ask/start' });
    const left = sent + (afterBytes === undefined ? 0 : 1);
    await until(() => (posts() === left ? true : undefined), { what: 'the question to leave' });
    await chromium.killWorker();
    relay.faults.filesSilent = false;
    relay.faults.ask = undefined;
    const { draft, ask } = await teller.state();
    expect(draft).toMatchObject({ question, quote: 'Quoted words.' });
    expect(isRecord(ask) ? ask['phase'] : 'interrupted').toBe('interrupted');
    expect(posts()).toBe(left);
    // By the person's own Send it goes on.
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    await teller.when('a whole answer', ({ ask: shown }) =>
      isRecord(shown) && shown['phase'] === 'done' ? shown : undefined,
    );
    expect(servers.model.asked.length).toBeLessThanOrEqual(asked + 2);
  });

  it('killed while storing: kept once, or kept as interrupted, never twice', async () => {
    const [sent, kept] = [posts(), await keptCount()];
    await teller.prepare('What of being killed while storing?');
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    await until(() => (posts() === sent + 1 ? true : undefined), { what: 'the question to leave' });
    await teller.when('the answer', ({ ask }) =>
      isRecord(ask) && ask['answerText'] === ANSWER ? true : undefined,
    );
    await chromium.killWorker();
    const { ask } = await teller.state();
    expect(ask).toMatchObject({ answerText: ANSWER });
    expect(['done', 'interrupted']).toContain(isRecord(ask) ? ask['phase'] : '');
    expect(posts()).toBe(sent + 1);
    expect(await keptCount()).toBe(kept + 1);
  });

  it('killed while settling: the next worker finds the receipt', async () => {
    const before = new Set((await readStore(chromium, 'asks')).map(({ id }) => String(id)));
    const question = 'What of being killed while settling?';
    await teller.prepare(question);
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    await teller.ended(question);
    const id = await until(
      async () =>
        (await readStore(chromium, 'asks'))
          .map((one) => String(one['id']))
          .find((one) => !before.has(one)),
      { what: 'the ask to be kept' },
    );
    await ringAlarm(chromium);
    await chromium.killWorker();
    await servers.stack.settle();
    await waitForSettlement(chromium, id);
    const found = (await readStore(chromium, 'asks')).find((one) => one['id'] === id);
    expect(found?.['states']).toMatchObject({ settlement: 'holds' });
  });
});

describe('keys, network, disk and clock', () => {
  it('a gateway that has a new key meanwhile: looked at again, sent once more, paid once', async () => {
    const question = 'What of a new key?';
    const [sent, asked] = [posts(), servers.model.asked.length];
    await teller.prepare(question);
    await teller.enclave();
    await servers.stack.rotateKey();
    await servers.stack.refreshPair();
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({ phase: 'done', answerText: ANSWER });
    expect(posts()).toBeLessThanOrEqual(sent + 2);
    expect(servers.model.asked).toHaveLength(asked + 1);
  });

  it('the network gone and back: refused, then answered, with the same text', async () => {
    const question = 'What of a network that is gone?';
    relay.faults.isDown = true;
    await teller.prepare(question);
    expect(codeIn(await teller.enclave())).toBe('relay-unreachable');
    relay.faults.isDown = false;
    await teller.send({ type: 'enclave/recheck' });
    expect((await teller.enclave())['phase']).toBe('ready');
    expect(await questionInDraft()).toBe(question);
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({ phase: 'done' });
  });

  it('a relay and a model that are slow: only slow', async () => {
    const question = 'What of being slow?';
    servers.model.say(ANSWER, { firstMs: 1500 });
    relay.faults.ask = { kind: 'slow', everyMs: 5 };
    await teller.prepare(question);
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({ phase: 'done', answerText: ANSWER });
    servers.model.say(ANSWER);
  });

  it('a full disk: the answer is shown, nothing half-written stays', async () => {
    const session = await page.createCDPSession();
    const origin = `chrome-extension://${chromium.extensionId}`;
    const kept = await keptCount();
    const question = 'What of a full disk?';
    await teller.prepare(question);
    await teller.enclave();
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({ phase: 'done', answerText: ANSWER });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await keptCount()).toBe(kept);
    expect((await teller.state())['draft']).toMatchObject({ question });
  });

  it('a store that the browser cleared: it begins anew, and asks are kept again', async () => {
    await chromium.inWorker(`new Promise((resolve) => {
      const deleting = indexedDB.deleteDatabase('sotto');
      deleting.onsuccess = deleting.onerror = () => resolve(null);
    })`);
    const question = 'What of a cleared store?';
    await teller.prepare(question);
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({ phase: 'done' });
    await until(async () => ((await keptCount()) === 1 ? true : undefined), {
      what: 'the ask to be kept',
    });
  });

  it.each([
    [
      'an hour fast',
      -HOUR_MS,
      ['evidence-too-old', 'clock-wrong', 'certificate-expired', 'key-config-expired'],
    ],
    ['an hour slow', HOUR_MS, ['evidence-from-future', 'clock-wrong', 'certificate-not-yet-valid']],
  ] as const)('a clock that is %s: refused as such, nothing leaves', async (name, offMs, codes) => {
    const stack = await anotherStack(() => Date.now() + offMs);
    const question = `What of a clock ${name}?`;
    try {
      await changeSettings(page, deskSettings(stack));
      const asked = servers.model.asked.length;
      await teller.prepare(question);
      const enclave = await teller.enclave();
      expect(enclave['phase']).toBe('refused');
      expect(codes).toContain(codeIn(enclave));
      expect(servers.model.asked).toHaveLength(asked);
      expect(await questionInDraft()).toBe(question);
    } finally {
      await stack.close();
    }
  });
});
