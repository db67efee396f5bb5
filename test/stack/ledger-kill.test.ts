/**
 * The ledger killed with -9 at random points while entries come in: nothing acknowledged is ever lost, every index
 * answered is the true one, and the files stay well formed in the eyes of a program that shares no code with it.
 * SOTTO_KILLS sets how often (12 here; 200 in the long run).
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { copyOf, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { submitEntries } from '../../stack/ledger/index.ts';
import { buildLedger, recompute, spawnLedger, temporaryFolder } from './ledger-process.ts';

const KILLS = Math.min(Number(process.env['SOTTO_KILLS'] ?? '12'), 200);

interface Acknowledged {
  readonly entry: string;
  readonly index: bigint;
}

/** Hands in batches of mixed sizes, some entries twice, until the connection breaks. */
async function load(url: string, acknowledged: Acknowledged[]): Promise<void> {
  const target = { addUrl: `${url}/add`, form: 'batch' as const, timeoutMs: 5000 };
  let earlier: Bytes[] = [];
  for (;;) {
    const size = 1 + (randomBytes(1)[0] ?? 0) * (Math.random() < 0.2 ? 2 : 0.2);
    const fresh = Array.from({ length: Math.floor(size) }, () => copyOf(randomBytes(32)));
    const entries = [...earlier, ...fresh];
    try {
      const indexes = await submitEntries(target, entries);
      for (const [i, entry] of entries.entries()) {
        acknowledged.push({ entry: toHex(entry), index: indexes[i] ?? -1n });
      }
      earlier = Math.random() < 0.3 ? fresh.slice(0, 2) : [];
    } catch {
      return;
    }
  }
}

test(
  `${KILLS} kills lose nothing acknowledged`,
  async () => {
    const [program, folder] = [await buildLedger(), await temporaryFolder()];
    const acknowledged: Acknowledged[] = [];
    let verifierKey = '';
    let lastSize = 0;
    let killsUnderLoad = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const ledger = spawnLedger(program, folder);
      // One kill in eight comes while it starts and may be recovering.
      if (kill % 8 === 7) {
        await pause(20 + Math.random() * 150);
      } else {
        const ready = await ledger.ready.catch(async () => {
          throw new Error(`did not start again: ${await ledger.ended}`);
        });
        verifierKey = ready.verifierKey;
        const loads = [load(ready.url, acknowledged), load(ready.url, acknowledged)];
        await pause(Math.random() * 250);
        ledger.process.kill('SIGKILL');
        killsUnderLoad++;
        await Promise.all(loads);
      }
      ledger.process.kill('SIGKILL');
      await ledger.ended;
      // As the kill left it: whatever is published must already be whole.
      if (verifierKey === '' || !existsSync(join(folder, 'public', 'checkpoint'))) continue;
      const left = await recompute(folder, verifierKey);
      expect(left.faults).toEqual([]);
      expect(left.size).toBeGreaterThanOrEqual(lastSize);
      lastSize = left.size;
    }
    const last = spawnLedger(program, folder);
    await last.ready;
    last.process.kill('SIGTERM');
    expect(await last.ended).toBe('');
    const whole = await recompute(folder, verifierKey);
    expect(whole.faults).toEqual([]);
    expect(killsUnderLoad).toBeGreaterThan(KILLS / 2);
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    const lost = acknowledged.filter(({ entry, index }) => whole.entries[Number(index)] !== entry);
    expect(lost).toEqual([]);
    process.stdout.write(
      `${KILLS} kills, ${acknowledged.length} acknowledged, 0 lost, log of ${whole.size}\n`,
    );
  },
  60_000 + KILLS * 4000,
);
