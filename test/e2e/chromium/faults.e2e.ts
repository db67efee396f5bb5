/**
 * The fault matrix in a real browser: every row of test/faults, one after another, against a real relay, gateway and
 * ledger behind a relay that lies. For each: nothing leaves wrongly, the text stays, the state and the code are right,
 * nothing is sent or paid twice, and what was refused is kept.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { changeSettings, deskSettings } from '../../../scripts/drive/settings.ts';
import { waitForSettlement } from '../../../scripts/drive/proof-file.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord } from '../../../scripts/json.ts';
import { KILLS, RELAY_FAULTS } from '../../faults/relay-faults.ts';
import { startFaultDesk, type FaultDesk } from '../support/fault-desk.ts';
import { codeIn } from '../support/teller.ts';

const ANSWER = 'Eighty jacks lifted it.';
const HOUR_MS = 3_600_000;

let desk: FaultDesk;

beforeAll(async () => {
  desk = await startFaultDesk(ANSWER);
});

afterAll(() => desk.close());

afterEach(() => {
  for (const name of Object.keys(desk.relay.faults))
    Reflect.deleteProperty(desk.relay.faults, name);
  desk.servers.model.release();
});

/** Whether another record still goes onto the disk, in a database of its own. */
const PROBE = `new Promise((resolve) => {
  const opening = indexedDB.open('probe', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('probe');
  opening.onerror = () => resolve('full');
  opening.onsuccess = () => {
    const writing = opening.result.transaction('probe', 'readwrite');
    writing.objectStore('probe').put(new Uint8Array(4096), 0);
    writing.oncomplete = () => { opening.result.close(); resolve('room'); };
    writing.onabort = () => { opening.result.close(); resolve('full'); };
  };
})`;

/** Nothing is shown that the enclave did not say. */
function isOfAnswer(text: unknown): boolean {
  return typeof text === 'string' && ANSWER.startsWith(text);
}

/** A replay needs an honest look before it. */
async function look(id: string): Promise<Record<string, unknown>> {
  const enclave = await desk.teller.enclave();
  if (!id.includes('replayed')) return enclave;
  await desk.teller.send({ type: 'enclave/recheck' });
  return desk.teller.enclave();
}

describe('a fault at the enclave’s check', () => {
  it.each(RELAY_FAULTS.filter(({ at }) => at === 'enclave'))('$id', async ({ id, set, codes }) => {
    const question = `What of ${id}?`;
    set(desk.relay.faults, desk.other);
    const [sent, asked] = [desk.posts(), desk.servers.model.asked.length];
    await desk.teller.prepare(question);
    const enclave = await look(id);
    expect({ phase: enclave['phase'], code: codeIn(enclave) }).toEqual({
      phase: 'refused',
      code: expect.toBeOneOf([...codes]) as unknown,
    });
    await desk.teller.send({ type: 'ask/start' });
    const ended = await desk.teller.ended(question);
    expect(ended).toMatchObject({ phase: 'refused', answerText: '' });
    expect(codes).toContain(codeIn(ended));
    expect(desk.posts()).toBe(sent);
    expect(desk.servers.model.asked).toHaveLength(asked);
    expect(await desk.questionInDraft()).toBe(question);
  });
});

describe('a fault at the ask', () => {
  it.each(RELAY_FAULTS.filter(({ at }) => at === 'ask'))('$id', async ({ id, set, codes }) => {
    const question = `What of ${id}?`;
    const [sent, asked, kept] = [
      desk.posts(),
      desk.servers.model.asked.length,
      await desk.keptCount(),
    ];
    await desk.teller.prepare(question);
    expect((await desk.teller.enclave())['phase']).toBe('ready');
    set(desk.relay.faults, desk.other);
    await desk.teller.send({ type: 'ask/start' });
    const ended = await desk.teller.ended(question);
    expect(codes).toContain(codeIn(ended));
    // A receipt that had come and holds is no end that was seen.
    expect(ended['proof']).toMatchObject({ answered: 'truncated' });
    expect(ended['answerText']).toSatisfy(isOfAnswer);
    expect(desk.posts()).toBe(sent + 1);
    expect(desk.servers.model.asked.length).toBeLessThanOrEqual(asked + 1);
    expect(await desk.questionInDraft()).toBe(question);
    // Something has left: the failure is kept with what it failed over.
    await until(async () => ((await desk.keptCount()) === kept + 1 ? true : undefined), {
      what: 'the failure to be kept',
    });
  });
});

describe('the worker', () => {
  it.each(KILLS)('$id: nothing is sent twice, the text stays', async ({ id, afterBytes }) => {
    const question = `What of being ${id}?`;
    const [sent, asked] = [desk.posts(), desk.servers.model.asked.length];
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    if (afterBytes === undefined) {
      desk.relay.faults.filesSilent = true;
      await desk.teller.send({ type: 'enclave/recheck' });
    } else desk.relay.faults.ask = { kind: 'stall', afterBytes };
    await desk.teller.send({ type: 'ask/start' });
    const left = sent + (afterBytes === undefined ? 0 : 1);
    await until(() => (desk.posts() === left ? true : undefined), {
      what: 'the question to leave',
    });
    await desk.chromium.killWorker();
    desk.relay.faults.filesSilent = false;
    desk.relay.faults.ask = undefined;
    const { draft, ask } = await desk.teller.state();
    expect(draft).toMatchObject({ question, quote: 'Quoted words.' });
    if (afterBytes === undefined) {
      // Nothing had left: what the person had sent goes on by itself, once.
      expect(await desk.teller.ended(question)).toMatchObject({ phase: 'done' });
      expect([desk.posts(), desk.servers.model.asked.length]).toEqual([sent + 1, asked + 1]);
      return;
    }
    expect(isRecord(ask) ? ask['phase'] : undefined).toBe('interrupted');
    expect(desk.posts()).toBe(left);
    // By the person's own Send it goes on.
    await desk.teller.enclave();
    await desk.teller.send({ type: 'ask/start' });
    await desk.teller.when('a whole answer', ({ ask: shown }) =>
      isRecord(shown) && shown['phase'] === 'done' ? shown : undefined,
    );
    expect(desk.posts()).toBe(left + 1);
    expect(desk.servers.model.asked.length).toBeLessThanOrEqual(asked + 2);
  });

  it('killed while storing: kept once, or kept as interrupted, never twice', async () => {
    const [sent, kept] = [desk.posts(), await desk.keptCount()];
    await desk.teller.prepare('What of being killed while storing?');
    await desk.teller.enclave();
    await desk.teller.send({ type: 'ask/start' });
    await until(() => (desk.posts() === sent + 1 ? true : undefined), {
      what: 'the question to leave',
    });
    await desk.teller.when('the answer', ({ ask }) =>
      isRecord(ask) && ask['answerText'] === ANSWER ? true : undefined,
    );
    await desk.chromium.killWorker();
    const { ask } = await desk.teller.state();
    // What outlives a worker is the answer as it stood at most a second before.
    const { phase, answerText } = isRecord(ask) ? ask : {};
    expect(['done', 'interrupted']).toContain(phase);
    expect(answerText).toSatisfy(phase === 'done' ? (text) => text === ANSWER : isOfAnswer);
    expect(desk.posts()).toBe(sent + 1);
    await until(async () => ((await desk.keptCount()) === kept + 1 ? true : undefined), {
      what: 'the ask to be kept',
    });
  });

  it('killed while settling: the next worker finds the receipt', async () => {
    const before = new Set((await readStore(desk.chromium, 'asks')).map(({ id }) => String(id)));
    const question = 'What of being killed while settling?';
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    await desk.teller.send({ type: 'ask/start' });
    await desk.teller.ended(question);
    const id = await until(
      async () =>
        (await readStore(desk.chromium, 'asks'))
          .map((one) => String(one['id']))
          .find((one) => !before.has(one)),
      { what: 'the ask to be kept' },
    );
    await ringAlarm(desk.chromium);
    await desk.chromium.killWorker();
    await desk.servers.stack.settle();
    await waitForSettlement(desk.chromium, id);
    const found = (await readStore(desk.chromium, 'asks')).find((one) => one['id'] === id);
    expect(found?.['states']).toMatchObject({ settlement: 'holds' });
  });
});

describe('keys, network, disk and clock', () => {
  it('a gateway that has a new key meanwhile: looked at again, sent once more, paid once', async () => {
    const question = 'What of a new key?';
    const [sent, asked] = [desk.posts(), desk.servers.model.asked.length];
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    await desk.servers.stack.rotateKey();
    await desk.servers.stack.refreshPair();
    await desk.teller.send({ type: 'ask/start' });
    expect(await desk.teller.ended(question)).toMatchObject({ phase: 'done', answerText: ANSWER });
    expect(desk.posts()).toBeLessThanOrEqual(sent + 2);
    expect(desk.servers.model.asked).toHaveLength(asked + 1);
  });

  it('the network gone and back: refused, then answered, with the same text', async () => {
    const question = 'What of a network that is gone?';
    desk.relay.faults.isDown = true;
    await desk.teller.prepare(question);
    expect(codeIn(await desk.teller.enclave())).toBe('relay-unreachable');
    desk.relay.faults.isDown = false;
    await desk.teller.send({ type: 'enclave/recheck' });
    expect((await desk.teller.enclave())['phase']).toBe('ready');
    expect(await desk.questionInDraft()).toBe(question);
    await desk.teller.send({ type: 'ask/start' });
    expect(await desk.teller.ended(question)).toMatchObject({ phase: 'done' });
  });

  it('a relay and a model that are slow: only slow', async () => {
    const question = 'What of being slow?';
    desk.servers.model.say(ANSWER, { firstMs: 1500 });
    desk.relay.faults.ask = { kind: 'slow', everyMs: 5 };
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    await desk.teller.send({ type: 'ask/start' });
    expect(await desk.teller.ended(question)).toMatchObject({ phase: 'done', answerText: ANSWER });
    desk.servers.model.say(ANSWER);
  });

  it('a full disk: the answer is shown, nothing half-written stays', async () => {
    const session = await desk.page.createCDPSession();
    const origin = `chrome-extension://${desk.chromium.extensionId}`;
    const kept = await desk.keptCount();
    const question = 'What of a full disk?';
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    // The browser believes in the space that it last saw for half a minute.
    await until(async () => ((await desk.page.evaluate(PROBE)) === 'full' ? true : undefined), {
      what: 'the disk to be full',
      timeoutMs: 90_000,
    });
    await desk.teller.send({ type: 'ask/start' });
    const ended = await desk.teller.ended(question);
    expect(ended).toMatchObject({ phase: 'done', answerText: ANSWER });
    // Only the failed keeping's own word says that it was tried; with room again it would succeed.
    await desk.teller.when('the person to be told', ({ alarms }) =>
      JSON.stringify(alarms ?? []).includes(String(ended['id'])) ? true : undefined,
    );
    expect(await desk.keptCount()).toBe(kept);
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect((await desk.teller.state())['draft']).toMatchObject({ question });
  }, 150_000);

  it('a store that the browser cleared: it begins anew, and asks are kept again', async () => {
    await desk.chromium.inWorker(`new Promise((resolve) => {
      const deleting = indexedDB.deleteDatabase('sotto');
      deleting.onsuccess = deleting.onerror = () => resolve(null);
    })`);
    const question = 'What of a cleared store?';
    await desk.teller.prepare(question);
    await desk.teller.enclave();
    await desk.teller.send({ type: 'ask/start' });
    expect(await desk.teller.ended(question)).toMatchObject({ phase: 'done' });
    await until(async () => ((await desk.keptCount()) === 1 ? true : undefined), {
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
    const stack = await desk.anotherStack(() => Date.now() + offMs);
    const question = `What of a clock ${name}?`;
    try {
      await changeSettings(desk.page, deskSettings(stack));
      const asked = desk.servers.model.asked.length;
      await desk.teller.prepare(question);
      const enclave = await desk.teller.enclave();
      expect(enclave['phase']).toBe('refused');
      expect(codes).toContain(codeIn(enclave));
      expect(desk.servers.model.asked).toHaveLength(asked);
      expect(await desk.questionInDraft()).toBe(question);
    } finally {
      await stack.close();
    }
  });
});
