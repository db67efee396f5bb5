/** What a visitor's browser does, against a real ledger: what holds is counted, whatever was tampered with is named. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AWS_NITRO_PIN } from '../../../lib/attestation/index.ts';
import {
  concat,
  copyOf,
  fromBase64,
  fromUtf8,
  toBase64,
  toHex,
  utf8,
  type Bytes,
} from '../../../lib/bytes/index.ts';
import { judgeEvidence } from '../../../lib/evidence/every/index.ts';
import { SettlementError, type LogFetcher } from '../../../lib/settlement/index.ts';
import { checkActivity, type Activity } from '../../../stack/activity/check.ts';
import { parseIntroduction, encodeIntroduction } from '../../../stack/activity/introduction.ts';
import type { RunningLedger } from '../../../stack/ledger/index.ts';
import { FakeClock } from '../../fakes/clock.ts';
import {
  HOUR,
  T0,
  tell,
  tellingGateway,
  type TellingGateway,
} from '../../fakes/telling-gateway.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { add, freshEntries, ledgerIn } from '../ledger-fixture.ts';

const HOUR_MS = 3_600_000;
type Change = (bytes: Bytes) => Bytes | Promise<Bytes>;

interface Log {
  readonly ledger: RunningLedger;
  readonly gateway: TellingGateway;
  readonly check: (changes?: Readonly<Record<string, Change>>) => Promise<Activity>;
}

/** A log of three hours with 300, 40 and 5 leaves, and totals of its first two. */
async function open(): Promise<Log> {
  const clock = new FakeClock(T0);
  const ledger = await ledgerIn(await temporaryFolder(), { now: clock.now });
  const gateway = await tellingGateway(await temporaryFolder(), ledger);
  await tell(ledger.url, 'gateways', gateway.introduction);
  for (const leaves of [300, 40, 5]) {
    await add(ledger, freshEntries(leaves));
    await ledger.settle();
    if (leaves !== 5) clock.advance(HOUR_MS);
    await ledger.endHour();
  }
  const totals = [
    await gateway.total({ hour: HOUR, models: { big: 200, small: 20 }, other: 30 }),
    await gateway.total({ hour: HOUR + 1, models: { big: 40 } }),
  ];
  for (const total of totals) expect(await tell(ledger.url, 'totals', total)).toBe('200 taken');
  return {
    ledger,
    gateway,
    check: (changes = {}) =>
      checkActivity({
        fetchFile: fetcher(ledger.url, changes),
        log: ledger,
        nowMs: clock.now(),
        judge: judgeEvidence,
        anchors: [AWS_NITRO_PIN],
      }),
  };
}

function fetcher(url: string, changes: Readonly<Record<string, Change>>): LogFetcher {
  return async (path, maxLength) => {
    const response = await fetch(`${url}/${path}`);
    if (response.status === 404) throw new SettlementError('log-file-absent', path);
    const bytes = copyOf(new Uint8Array(await response.arrayBuffer()));
    expect(bytes.length).toBeLessThanOrEqual(maxLength);
    const [, change] = Object.entries(changes).find(([start]) => path.startsWith(start)) ?? [];
    return change === undefined ? bytes : change(bytes);
  };
}

const codesOf = ({ faults }: Activity): string[] => faults.map(({ code }) => code);

describe('what is told', () => {
  it('holds: hours, sums by model and measurement, and no fault', async () => {
    const { check } = await open();
    const activity = await check();
    expect(activity.faults).toEqual([]);
    expect(activity.size).toBe(345n);
    expect(activity.hours.map(({ hour, leaves }) => [hour - HOUR, leaves])).toEqual([
      [0, 300n],
      [1, 40n],
    ]);
    expect(activity.sinceLastHour).toBe(5n);
    expect([activity.totals, activity.asks]).toEqual([2, 290]);
    const shown = activity.groups.map(({ model, asks, isHardware }) => [model, asks, isHardware]);
    expect(shown).toEqual([
      ['big', 240, false],
      [null, 30, false],
      ['small', 20, false],
    ]);
    expect(activity.groups[0]?.image.split('.')).toHaveLength(3);
  });

  it('is nothing yet in a log that has just begun', async () => {
    const ledger = await ledgerIn(await temporaryFolder(), { now: () => T0 });
    const activity = await checkActivity({
      fetchFile: fetcher(ledger.url, {}),
      log: ledger,
      nowMs: T0,
      judge: judgeEvidence,
      anchors: [],
    });
    expect([activity.faults, activity.size, activity.groups]).toEqual([[], 0n, []]);
    expect(activity.hours).toEqual([]);
  });

  it('counts a line once that stands there twice', async () => {
    const { check } = await open();
    const activity = await check({ 'activity/totals': (bytes) => concat(bytes, bytes) });
    expect([activity.faults, activity.asks]).toEqual([[], 290]);
  });
});

const lastLine =
  (change: (total: Bytes) => Bytes): Change =>
  (bytes) => {
    const lines = fromUtf8(bytes).trimEnd().split('\n');
    const total = change(fromBase64(lines.pop() ?? ''));
    return utf8([...lines, toBase64(total), ''].join('\n'));
  };

const flipped = (bytes: Bytes, at: number): Bytes => {
  const changed = bytes.slice();
  const place = at < 0 ? changed.length + at : at;
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
};

describe('what was tampered with', () => {
  it.each<[string, Record<string, Change>, string, number]>([
    [
      'a signature',
      { 'activity/totals': lastLine((total) => flipped(total, -1)) },
      'total-signature-invalid',
      250,
    ],
    [
      'a total that is no total',
      { 'activity/totals': lastLine((total) => total.slice(1)) },
      'total-malformed',
      250,
    ],
    ['a file of totals', { 'activity/totals': () => utf8('hello') }, 'activity-file-malformed', 0],
    [
      'evidence',
      { 'activity/gateways': (bytes) => flipped(bytes, -20) },
      'total-gateway-unproven',
      0,
    ],
    [
      'a transcript',
      { 'activity/gateways': (bytes) => flipped(bytes, 60) },
      'total-gateway-unknown',
      0,
    ],
    ['a tile', { 'tile/0/': (bytes) => flipped(bytes, 3) }, 'tree-differs', 290],
    ['an hour', { 'activity/hours': () => utf8('12 AAAA\n') }, 'note-malformed', 290],
  ])('is named: %s', async (_, changes, code, asks) => {
    const { check } = await open();
    const activity = await check(changes);
    expect(codesOf(activity)).toContain(code);
    expect(activity.asks).toBe(asks);
  });

  it('is named: evidence of another transcript, however well it is signed', async () => {
    const { check, ledger } = await open();
    const other = await tellingGateway(await temporaryFolder(), ledger);
    const { evidence, atMs } = await parseIntroduction(other.introduction);
    const activity = await check({
      'activity/gateways': async (bytes) => {
        const { transcriptBytes } = await parseIntroduction(bytes);
        return encodeIntroduction({ transcriptBytes, evidence, atMs });
      },
    });
    expect(codesOf(activity)).toEqual(['total-gateway-unproven', 'total-gateway-unproven']);
    expect(activity.asks).toBe(0);
  });

  it('is named: two totals of one hour, and more asks than leaves', async () => {
    const { check, gateway } = await open();
    const second = await gateway.total({ hour: HOUR + 1, models: { big: 41 } });
    const more = await gateway.total({ hour: HOUR + 2, models: { big: 60 } });
    const line = (total: Bytes): Bytes => utf8(`${toBase64(total)}\n`);
    const twice = await check({ 'activity/totals': (bytes) => concat(bytes, line(second)) });
    expect([codesOf(twice), twice.asks]).toEqual([['total-contradicts'], 290]);
    const exceeding = await check({ 'activity/totals': (bytes) => concat(bytes, line(more)) });
    expect(codesOf(exceeding)).toEqual(['total-exceeds-leaves']);
  });

  it('is named: more asks by an hour than there were leaves, although there are by now', async () => {
    const { check, gateway } = await open();
    const early = await gateway.total({ hour: HOUR - 1, models: { big: 310 } });
    const line = utf8(`${toBase64(early)}\n`);
    // 345 leaves by now, but 300 when the hour after it ended, which is all that two clocks may differ by.
    const activity = await check({ 'activity/totals': () => line });
    expect(activity.asks).toBe(310);
    expect(activity.faults).toEqual([
      { code: 'total-exceeds-leaves', detail: '310 asks, 300 leaves' },
    ]);
  });

  it('is no verdict: a log of another key, or a checkpoint that nobody signed', async () => {
    const { check } = await open();
    await expect(check({ checkpoint: (bytes) => flipped(bytes, 30) })).rejects.toThrow();
    const { ledger } = await open();
    await expect(
      check({
        checkpoint: async () => {
          return copyOf(
            new Uint8Array(await (await fetch(`${ledger.url}/checkpoint`)).arrayBuffer()),
          );
        },
      }),
    ).rejects.toThrow('note-unsigned');
  });

  it('is named whatever byte of the totals is changed', async () => {
    const { check } = await open();
    const whole = await check();
    for (let i = 0; i < 12; i++) {
      const at = randomBytes(2).readUInt16BE();
      const activity = await check({
        'activity/totals': (bytes) => flipped(bytes, at % bytes.length),
      });
      expect(activity.faults.length, toHex(utf8(String(at)))).toBeGreaterThan(0);
      expect(activity.asks).toBeLessThan(whole.asks);
    }
  });
});
