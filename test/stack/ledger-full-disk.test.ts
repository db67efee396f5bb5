/**
 * A disk that fills under the ledger, at one step after the other of what it does there, and under the real program: what is acknowledged
 * is there after a restart, what is not is refused in words, and what was published stays to be read.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { auditLog } from '../../lib/settlement/index.ts';
import { buildProgram } from '../../scripts/stack-programs.ts';
import { startLedger, submitEntries, type RunningLedger } from '../../stack/ledger/index.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';
import { spawnProgram } from './issuer/process.ts';
import { add, freshEntries, identityOf, ORIGIN, publicFiles } from './ledger-fixture.ts';
import { recompute } from './ledger-process.ts';

/** Fails one step, as a disk does that is full for a moment, and lets all others pass. */
function fullAt(step: number): { beforeStep: () => void; wasFull: () => boolean } {
  let at = 0;
  const beforeStep = (): void => {
    if (at++ === step) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  };
  return { beforeStep, wasFull: () => at > step };
}

type Acknowledged = Map<string, bigint>;

async function addAll(
  ledger: RunningLedger,
  batches: readonly (readonly Bytes[])[],
): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  for (const batch of batches) {
    const indexes = await add(ledger, batch).catch(() => undefined);
    if (indexes === undefined) continue;
    for (const [i, entry] of batch.entries()) acknowledged.set(toHex(entry), indexes[i] ?? -1n);
  }
  return acknowledged;
}

describe('a disk that is full for one step of the ledger', () => {
  it('loses nothing acknowledged and makes no second history, whichever of them it was', async () => {
    for (let step = 0; ; step += 3) {
      const folder = await temporaryFolder();
      const { beforeStep, wasFull } = fullAt(step);
      const batches = [freshEntries(2), freshEntries(260), freshEntries(1)];
      let acknowledged: Acknowledged = new Map();
      try {
        const ledger = await startLedger({ folder, origin: ORIGIN, beforeStep });
        acknowledged = await addAll(ledger, batches);
        await ledger.settle();
        await ledger.close();
      } catch (thrown) {
        // Full while it was founded: it did not start.
        expect(thrown).toMatchObject({ code: 'ENOSPC' });
      }
      const again = await startLedger({ folder, origin: ORIGIN });
      // The log knows what it has: the same entries get the same places.
      for (const [entry, index] of await addAll(again, batches)) {
        expect(acknowledged.get(entry) ?? index, `full at step ${step}`).toBe(index);
      }
      await again.settle();
      expect(await auditLog(await publicFiles(folder), await identityOf(again))).toEqual([]);
      await again.close();
      if (!wasFull()) {
        expect(step).toBeGreaterThan(40);
        return;
      }
    }
  }, 180_000);
});

describe('an hour that ends while the disk is full for one step', () => {
  it('is kept once when there is room again, whichever step it was, and the ledger starts over it', async () => {
    for (let step = 0; ; step++) {
      const folder = await temporaryFolder();
      let nowMs = Date.UTC(2026, 10, 21, 12, 30);
      let [isArmed, at] = [false, 0];
      const beforeStep = (): void => {
        if (isArmed && at++ === step) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      };
      const options = { folder, origin: ORIGIN, now: () => nowMs };
      const ledger = await startLedger({ ...options, beforeStep });
      nowMs += 3_600_000;
      isArmed = true;
      await ledger.endHour();
      isArmed = false;
      await ledger.endHour();
      await ledger.close();
      const hours = await readFile(join(folder, 'public/activity/hours/2026-11-21'), 'utf8');
      expect(hours.match(/^\d\d /gm), `step ${step}`).toEqual(['12 ']);
      await (await startLedger(options)).close();
      if (at <= step) return expect(step).toBeGreaterThan(2);
    }
  });
});

describe('the ledger as a program on a full disk', () => {
  it('refuses with a time, goes on being read, and has everything acknowledged after a restart with room', async () => {
    const folder = await temporaryFolder();
    const program = await buildProgram('ledger', folder);
    const home = join(folder, 'log');
    const environment = {
      ...{ SOTTO_LEDGER_FOLDER: home, SOTTO_LEDGER_ORIGIN: ORIGIN, SOTTO_LEDGER_PORT: '0' },
    };
    // A batch of 100 fits into a file of that size, one of 300 does not.
    const full = spawnProgram(program, environment, 8192);
    const [url, verifierKey] = [
      String((await full.ready)['url']),
      String((await full.ready)['verifierKey']),
    ];
    const hand = (at: string, entries: readonly Bytes[]): Promise<bigint[]> =>
      submitEntries({ addUrl: `${at}/add`, form: 'batch' }, entries);
    const fits = freshEntries(100);
    const indexes = await hand(url, fits);
    const large = freshEntries(300);
    await expect(hand(url, large)).rejects.toThrow();
    // How much of it is on the disk only a restart knows: until then it takes nothing and says so.
    const refused = await fetch(`${url}/add`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: freshEntries(1)[0] ?? '',
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    await expect
      .poll(async () => (await (await fetch(`${url}/checkpoint`)).text()).split('\n')[1])
      .toBe('100');
    full.process.kill('SIGTERM');
    expect(await full.ended).toBe('');

    const roomy = spawnProgram(program, environment);
    const again = String((await roomy.ready)['url']);
    expect(await hand(again, fits)).toEqual(indexes);
    expect(await hand(again, large)).toHaveLength(300);
    roomy.process.kill('SIGTERM');
    expect(await roomy.ended).toBe('');
    const { entries, faults } = await recompute(home, verifierKey);
    expect(faults).toEqual([]);
    expect(entries).toHaveLength(400);
    expect(entries.slice(0, 100)).toEqual(fits.map(toHex));
  });
});
