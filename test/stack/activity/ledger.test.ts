/** The ledger's part: what it takes, once; what it refuses; its hours; and a death before each step on the disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toHex, type Bytes } from '../../../lib/bytes/index.ts';
import { parseCheckpointText, parseNote } from '../../../lib/settlement/index.ts';
import {
  DAYS_PATH,
  parseDays,
  parseHours,
  parseTotals,
  totalsPath,
} from '../../../stack/activity/files.ts';
import { asksIn, parseTotal } from '../../../stack/activity/total.ts';
import { startLedger, type RunningLedger } from '../../../stack/ledger/index.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { HOUR, T0, tell, tellingGateway } from '../../fakes/telling-gateway.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { add, freshEntries, get, ledgerIn, ORIGIN } from '../ledger-fixture.ts';

const HOUR_MS = 3_600_000;
const DAY = '2026-11-21';

async function open(leaves: number, options: Parameters<typeof ledgerIn>[1] = {}) {
  const folder = await temporaryFolder();
  const clock = new FakeClock(T0);
  const ledger = await ledgerIn(folder, { now: clock.now, ...options });
  if (leaves > 0) await add(ledger, freshEntries(leaves));
  await ledger.settle();
  const gateway = await tellingGateway(await temporaryFolder(), ledger);
  return { folder, clock, ledger, gateway };
}

async function toldIn(url: string, day = DAY): Promise<Bytes[]> {
  const { status, body } = await get(`${url}/${totalsPath(day)}`);
  return status === 404 ? [] : parseTotals(body);
}

describe('totals', () => {
  it('are taken once, however often they come, and over a restart', async () => {
    const { folder, clock, ledger, gateway } = await open(60);
    const total = await gateway.total({ models: { m: 25 }, other: 20 });
    expect(await tell(ledger.url, 'totals', total)).toBe('404 total-gateway-unknown');
    expect(await tell(ledger.url, 'gateways', gateway.introduction)).toBe('200 taken');
    expect(await tell(ledger.url, 'gateways', gateway.introduction)).toBe('200 taken');
    const both = await Promise.all([0, 1].map(() => tell(ledger.url, 'totals', total)));
    expect(both).toEqual(['200 taken', '200 taken']);
    await ledger.close();
    const again = await ledgerIn(folder, { now: clock.now });
    expect(await tell(again.url, 'totals', total)).toBe('200 taken');
    expect((await toldIn(again.url)).map(toHex)).toEqual([toHex(total)]);
    const shown = await get(`${again.url}/activity/gateways/${toHex(gateway.transcriptHash)}`);
    expect(shown.body).toEqual(gateway.introduction);
    // What a restart read back still counts against the leaves.
    const more = await gateway.total({ models: { m: 20 }, hour: HOUR });
    expect(await tell(again.url, 'totals', more)).toBe('409 total-exceeds-leaves');
  });

  it('never exceed the leaves, all gateways together', async () => {
    const { ledger, gateway } = await open(50);
    const other = await tellingGateway(await temporaryFolder(), ledger);
    for (const one of [gateway, other]) await tell(ledger.url, 'gateways', one.introduction);
    const [a, b, c] = await Promise.all([
      gateway.total({ models: { m: 30 } }),
      other.total({ models: { m: 21 } }),
      other.total({ models: { m: 20 } }),
    ]);
    expect(await tell(ledger.url, 'totals', a)).toBe('200 taken');
    expect(await tell(ledger.url, 'totals', b)).toBe('409 total-exceeds-leaves');
    expect(await tell(ledger.url, 'totals', c)).toBe('200 taken');
    const told = await toldIn(ledger.url);
    expect(told.map((message) => asksIn(parseTotal(message).total))).toEqual([30, 20]);
  });

  it('are refused with a wrong signature, for another log, ahead of time, or against an earlier one', async () => {
    const { ledger, gateway, clock } = await open(100);
    await tell(ledger.url, 'gateways', gateway.introduction);
    const total = await gateway.total({ models: { m: 20 } });
    const forged = total.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(await tell(ledger.url, 'totals', forged)).toBe('400 total-signature-invalid');
    expect(await tell(ledger.url, 'totals', total.slice(1))).toBe('400 total-malformed');
    const ahead = await gateway.total({ models: { m: 20 }, hour: HOUR + 1 });
    expect(await tell(ledger.url, 'totals', ahead)).toBe('503 total-hour-ahead');
    clock.advance(HOUR_MS);
    expect(await tell(ledger.url, 'totals', ahead)).toBe('200 taken');
    const contradiction = await gateway.total({ models: { m: 21 }, hour: HOUR + 1 });
    expect(await tell(ledger.url, 'totals', contradiction)).toBe('409 total-contradicts');
    const stranger = await tellingGateway(await temporaryFolder(), {
      origin: 'other.test/log',
      verifierKey: ledger.verifierKey,
    }).catch(() => undefined);
    // The transcript names the log twice, and both must agree.
    expect(stranger?.introduction).toBeInstanceOf(Uint8Array);
    const theirs = stranger?.introduction ?? new Uint8Array(0);
    expect(await tell(ledger.url, 'gateways', theirs)).toBe('400 total-log-other');
    expect(await tell(ledger.url, 'totals', new Uint8Array(3000))).toBe('413 too large');
    expect(await toldIn(ledger.url)).toHaveLength(1);
  });

  it('want the token where entries do', async () => {
    const { ledger, gateway } = await open(0, { addToken: 'secret' });
    expect(await tell(ledger.url, 'gateways', gateway.introduction)).toBe('401 token');
    const headers = { authorization: 'Bearer secret' };
    expect(await tell(ledger.url, 'gateways', gateway.introduction, headers)).toBe('200 taken');
  });
});

function sizesIn(bytes: Bytes, day = DAY): [number, number][] {
  return parseHours(bytes, day).map(({ hour, noteBytes }) => [
    hour - HOUR,
    Number(parseCheckpointText(parseNote(noteBytes).text).size),
  ]);
}

describe('hours', () => {
  it('each keep the checkpoint that stood as they ended', async () => {
    const { folder, clock, ledger } = await open(5);
    clock.advance(HOUR_MS);
    // Of the next hour: the one before is closed first, at five.
    await add(ledger, freshEntries(7));
    await ledger.settle();
    clock.advance(HOUR_MS);
    await ledger.endHour();
    await ledger.endHour();
    const hours = (): Promise<Bytes> =>
      readFile(join(folder, 'public/activity/hours', DAY)).then((b) => new Uint8Array(b));
    expect(sizesIn(await hours())).toEqual([
      [-1, 0],
      [0, 5],
      [1, 12],
    ]);
    await ledger.close();
    // It does not run for three hours: nothing was settled in them.
    clock.advance(3 * HOUR_MS);
    const again = await ledgerIn(folder, { now: clock.now });
    expect(sizesIn(await hours()).slice(3)).toEqual([
      [2, 12],
      [3, 12],
      [4, 12],
    ]);
    clock.advance(-2 * HOUR_MS);
    await again.endHour();
    expect(sizesIn(await hours())).toHaveLength(6);
  });

  it('go on into the next day, with a file for each', async () => {
    const { clock, ledger } = await open(1);
    clock.advance(13 * HOUR_MS);
    await ledger.endHour();
    const days = parseDays((await get(`${ledger.url}/${DAYS_PATH}`)).body);
    expect(days).toEqual([DAY, '2026-11-22']);
    const [first, second] = await Promise.all(
      days.map((day) => get(`${ledger.url}/activity/hours/${day}`)),
    );
    expect(sizesIn(first?.body ?? new Uint8Array(0)).at(-1)).toEqual([11, 1]);
    expect(sizesIn(second?.body ?? new Uint8Array(0), '2026-11-22')).toEqual([[12, 1]]);
  });
});

describe('the files', () => {
  it('are served as documented, and nothing else is', async () => {
    const { ledger, gateway } = await open(30);
    await tell(ledger.url, 'gateways', gateway.introduction);
    await tell(ledger.url, 'totals', await gateway.total({ models: { m: 20 } }));
    const seen = async (path: string): Promise<[number, string | null, string | null]> => {
      const { status, headers } = await fetch(`${ledger.url}/${path}`, { redirect: 'manual' });
      return [status, headers.get('content-type'), headers.get('cache-control')];
    };
    const text = 'text/plain; charset=utf-8';
    const fixed = 'public, max-age=31536000, immutable';
    const name = toHex(gateway.transcriptHash);
    expect(await seen('activity/days')).toEqual([200, text, 'no-cache']);
    expect(await seen(`activity/totals/${DAY}`)).toEqual([200, text, 'no-cache']);
    expect(await seen(`activity/gateways/${name}`)).toEqual([200, 'application/cbor', fixed]);
    expect((await seen('activity'))[0]).toBe(308);
    for (const path of [
      ...['activity/', 'activity/../private/key', 'activity/%2e%2e/private/key'],
      ...['activity/totals/2026-11-20', 'activity/totals/', `activity/gateways/${name}/`],
      ...['activity/gateways', 'activity/page.js'],
    ]) {
      expect((await seen(path))[0], path).toBe(404);
    }
  });
});

class Death extends Error {}

describe('a death before each step', () => {
  it('loses nothing acknowledged and counts nothing twice', async () => {
    const gateways = await temporaryFolder();
    let deaths = 0;
    for (let steps = 0; ; steps++) {
      const folder = await temporaryFolder();
      const clock = new FakeClock(T0);
      const before = await startLedger({ folder, origin: ORIGIN, now: clock.now });
      await add(before, freshEntries(45));
      await before.settle();
      await before.close();
      let left = steps;
      const beforeStep = (): void => {
        if (left-- <= 0) throw new Death();
      };
      clock.advance(HOUR_MS);
      const gateway = await tellingGateway(gateways, before);
      const totals = [
        await gateway.total({ models: { m: 20 } }),
        await gateway.total({ models: { m: 20 }, hour: HOUR }),
      ];
      const acknowledged = await liveAndDie({ folder, clock, beforeStep, totals, gateway });
      const after = await startLedger({ folder, origin: ORIGIN, now: clock.now });
      const kept = (await toldIn(after.url)).map(toHex);
      expect(
        acknowledged.every((total) => kept.includes(toHex(total))),
        `step ${steps}`,
      ).toBe(true);
      await tell(after.url, 'gateways', gateway.introduction);
      for (const total of totals) expect(await tell(after.url, 'totals', total)).toBe('200 taken');
      expect((await toldIn(after.url)).map(toHex)).toEqual(totals.map(toHex));
      expect(fromUtf8((await get(`${after.url}/activity/days`)).body)).toBe(`${DAY}\n`);
      await after.close();
      if (left >= 0) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(10);
  }, 120_000);
});

interface Life {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly beforeStep: () => void;
  readonly totals: readonly Bytes[];
  readonly gateway: { readonly introduction: Bytes };
}

/** The totals that were acknowledged before it died. */
async function liveAndDie({ folder, clock, beforeStep, totals, gateway }: Life): Promise<Bytes[]> {
  let ledger: RunningLedger | undefined;
  const acknowledged: Bytes[] = [];
  try {
    ledger = await startLedger({ folder, origin: ORIGIN, now: clock.now, beforeStep });
    const { url } = ledger;
    await tell(url, 'gateways', gateway.introduction);
    for (const total of totals) {
      if ((await tell(url, 'totals', total)) === '200 taken') acknowledged.push(total);
    }
  } catch (thrown) {
    if (!(thrown instanceof Death)) throw thrown;
  } finally {
    await ledger?.close();
  }
  return acknowledged;
}
