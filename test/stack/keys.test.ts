import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keyLogEntry, parseTranscript, type Transcript } from '../../lib/binding/index.ts';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import { parseKeyConfigs, PRODUCT_SUITE } from '../../lib/ohttp/index.ts';
import { Epochs, ReceiptKey, sha256 } from '../../stack/gateway/epoch.ts';
import { Rotation } from '../../stack/gateway/rotation.ts';
import { openSettlement } from '../../stack/gateway/settle.ts';
import { prepareLogKey, startLedger } from '../../stack/ledger/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { ask, verifyEnclave } from '../fakes/device.ts';
import { openDesk } from '../fakes/open-desk.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

const HOUR_MS = 3_600_000;

async function entryOf({ keyConfig, keyValidity }: Transcript): Promise<string> {
  return toHex(await keyLogEntry(sha256(keyConfig), keyValidity));
}

describe('the keys of a gateway', () => {
  it('are the hybrid and X25519, each with an id of its own, and both open', async () => {
    const { url, enclave } = await openDesk({ words: ['one'] });
    const configs = parseKeyConfigs(enclave.keys);
    expect(configs.map(({ kemId }) => kemId)).toEqual([0x647a, 0x20]);
    expect(new Set(configs.map(({ keyId }) => keyId)).size).toBe(2);
    for (const suite of [HYBRID_SUITE, PRODUCT_SUITE]) {
      expect(await ask(url, enclave, { suites: [suite] })).toMatchObject({ text: 'one' });
    }
  });

  it('stand in the log, where the attested transcript says, before anybody can get them', async () => {
    const { stack, url, trust, enclave } = await openDesk();
    await stack.settle();
    const first = await (await fetch(`${url}/log/tile/entries/000.p/1`)).arrayBuffer();
    expect(enclave.transcript.keyValidity.logIndex).toBe(0);
    expect(toHex(new Uint8Array(first).slice(2))).toBe(await entryOf(enclave.transcript));

    await stack.rotateKey();
    await stack.refreshPair();
    const { transcript } = await verifyEnclave(url, trust);
    expect(transcript.keyValidity.logIndex).toBe(1);
    await eventually(async () => {
      const both = await (await fetch(`${url}/log/tile/entries/000.p/2`)).arrayBuffer();
      expect(toHex(new Uint8Array(both).slice(2 + 32 + 2))).toBe(await entryOf(transcript));
    });
  });

  it('say how long they will be accepted: the rotation and the overlap', async () => {
    const gateway = { rotateMs: 2 * HOUR_MS, overlapMs: HOUR_MS };
    const { enclave } = await openDesk({}, { gateway });
    const { fromMs, untilMs } = enclave.transcript.keyValidity;
    expect(untilMs - fromMs).toBe(3 * HOUR_MS);
  });
});

describe('rotation', () => {
  afterEach(() => void vi.useRealTimers());

  async function epochsAt(logKey: (entry: Bytes) => Promise<number>): Promise<Epochs> {
    const { enclave } = await openDesk();
    const { statement } = enclave.transcript;
    const options = { statement, now: Date.now, lifeMs: 25 * HOUR_MS, logKey };
    return Epochs.open(options, new ReceiptKey());
  }

  it('replaces the key when its time has come by the clock, even after a long sleep', async () => {
    const epochs = await epochsAt(async () => 7);
    const before = epochs.current;
    vi.useFakeTimers({ now: Date.now() });
    const options = { now: Date.now, rotateMs: 24 * HOUR_MS, overlapMs: HOUR_MS };
    const rotation = new Rotation(epochs, options);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(epochs.current).toBe(before);
    // The machine sleeps: the clock goes on, the timers do not.
    vi.setSystemTime(before.validity.fromMs + 30 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await eventually(() => expect(epochs.current).not.toBe(before));
    expect(epochs.accepted).toContain(before);
    expect(parseTranscript(epochs.current.transcript).keyValidity.logIndex).toBe(7);
    rotation.close();
  });

  it.each([
    ['set back by a day, so that the key would live longer than it said', -24 * HOUR_MS],
    ['set back by years, so that the key would begin in the future', -30_000 * HOUR_MS],
    ['set forward by years', 30_000 * HOUR_MS],
  ])('survives a clock that is %s', async (_, jumpMs) => {
    let [wallMs, monotonicMs] = [Date.now(), 0];
    const { statement } = (await openDesk()).enclave.transcript;
    const now = (): number => wallMs;
    const lifeMs = 25 * HOUR_MS;
    const epochs = await Epochs.open(
      { statement, now, lifeMs, logKey: async () => 0 },
      new ReceiptKey(),
    );
    const before = epochs.current;
    vi.useFakeTimers();
    const times = { rotateMs: 24 * HOUR_MS, overlapMs: HOUR_MS };
    const rotation = new Rotation(epochs, { now, monotonicMs: () => monotonicMs, ...times });
    const look = async (passedMs: number): Promise<void> => {
      wallMs += passedMs;
      monotonicMs += passedMs;
      await vi.advanceTimersByTimeAsync(60_000);
    };
    wallMs += jumpMs;
    await look(60_000);
    vi.useRealTimers();
    // A key of another time is replaced at once, by one that is valid now.
    await eventually(() => expect(epochs.current).not.toBe(before));
    expect(Math.abs(epochs.current.validity.fromMs - wallMs)).toBeLessThan(HOUR_MS);
    rotation.close();
  });

  it('comes in time by the clock that only goes forward, when the other one stands still', async () => {
    const start = Date.now();
    let monotonicMs = 0;
    const { statement } = (await openDesk()).enclave.transcript;
    const epochs = await Epochs.open(
      { statement, now: () => start, lifeMs: 25 * HOUR_MS, logKey: async () => 0 },
      new ReceiptKey(),
    );
    const before = epochs.current;
    vi.useFakeTimers();
    const times = { rotateMs: 24 * HOUR_MS, overlapMs: HOUR_MS };
    const clocks = { now: () => start, monotonicMs: () => monotonicMs };
    const rotation = new Rotation(epochs, { ...clocks, ...times });
    monotonicMs = 23 * HOUR_MS;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(epochs.current).toBe(before);
    monotonicMs = 24 * HOUR_MS;
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await eventually(() => expect(epochs.current).not.toBe(before));
    rotation.close();
  });

  it('drops the key before after the overlap', async () => {
    const epochs = await epochsAt(async () => 0);
    const before = epochs.current;
    const rotation = new Rotation(epochs, { now: Date.now, rotateMs: HOUR_MS, overlapMs: 20 });
    onTestFinished(() => rotation.close());
    await rotation.rotate();
    expect(epochs.byKeyId(before.keys[0]?.config.keyId ?? -1)).toBe(before);
    await eventually(() => expect(epochs.accepted).toEqual([epochs.current]));
  });

  it('serves no key that the log has not taken', async () => {
    let isLogThere = true;
    let release: (() => void) | undefined;
    const epochs = await epochsAt(async () => {
      if (!isLogThere) await new Promise<void>((resolve) => (release = resolve));
      return 3;
    });
    const before = epochs.current;
    isLogThere = false;
    const rotating = epochs.rotate();
    await expect.poll(() => release !== undefined, { timeout: 20_000 }).toBe(true);
    expect(epochs.accepted).toEqual([before]);
    release?.();
    await rotating;
    expect(epochs.current).not.toBe(before);
  });
});

describe('placing a key’s entry', () => {
  const ENTRY = new Uint8Array(32).fill(9);

  it('goes on until the log is there', async () => {
    const folder = await temporaryFolder();
    const log = { folder, origin: 'log.test/keys' };
    await prepareLogKey(log);
    const first = await startLedger(log);
    const { port } = new URL(first.url);
    await first.close();
    const settlement = await openSettlement({ ledgerUrl: first.url, retryMs: 5 });
    onTestFinished(() => settlement.close());
    const placing = settlement.place(ENTRY);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const ledger = await startLedger({ ...log, port: Number(port) });
    onTestFinished(() => ledger.close());
    expect(await placing).toBe(0);
    // The same entry has the same place.
    expect(await settlement.place(ENTRY)).toBe(0);
  });

  it('ends when the gateway does', async () => {
    const settlement = await openSettlement({ ledgerUrl: 'http://127.0.0.1:9', retryMs: 5 });
    const placing = settlement.place(ENTRY);
    await settlement.close();
    await expect(placing).rejects.toThrow();
  });
});
