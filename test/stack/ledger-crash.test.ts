/**
 * The ledger dying before every single step that it does on the disk, one after the other: each time it must start again
 * with everything acknowledged, and with one history.
 */
import { expect, test } from 'vitest';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { auditLog, parseEntries } from '../../lib/settlement/index.ts';
import { startLedger, type RunningLedger } from '../../stack/ledger/index.ts';
import {
  add,
  checkpointOf,
  freshEntries,
  freshFolder,
  identityOf,
  ORIGIN,
  publicFiles,
} from './ledger-fixture.ts';

class Death extends Error {}

/** Lets so many steps pass, then dies at every one: a dead process does nothing more. */
function dyingAfter(steps: number): { beforeStep: () => void; died: () => boolean } {
  let left = steps;
  return {
    beforeStep: () => {
      if (left-- <= 0) throw new Death();
    },
    died: () => left < 0,
  };
}

async function liveUntilDeath(
  folder: string,
  batches: readonly (readonly Bytes[])[],
  steps: number,
): Promise<{ acknowledged: Map<bigint, string>; hasDied: boolean }> {
  const acknowledged = new Map<bigint, string>();
  const { beforeStep, died } = dyingAfter(steps);
  let ledger: RunningLedger | undefined;
  try {
    ledger = await startLedger({ folder, origin: ORIGIN, beforeStep });
    for (const batch of batches) {
      const indexes = await add(ledger, batch);
      for (const [i, entry] of batch.entries()) acknowledged.set(indexes[i] ?? -1n, toHex(entry));
    }
    await ledger.settle();
  } catch (thrown) {
    if (!died()) throw thrown;
  } finally {
    await ledger?.close();
  }
  return { acknowledged, hasDied: died() };
}

/** The entry in the longest bundle that holds its place. */
function entryAt(files: ReadonlyMap<string, Bytes>, index: bigint): string {
  const prefix = `tile/entries/00${index / 256n}`;
  const held = [...files.entries()].filter(([path]) => path.startsWith(prefix));
  const bundles = held.map(([, bytes]) => parseEntries(bytes, 256));
  const longest = bundles.reduce((a, b) => (a.length > b.length ? a : b), []);
  return toHex(longest[Number(index % 256n)] ?? new Uint8Array(0));
}

test('dying before each step loses nothing acknowledged', async () => {
  let deaths = 0;
  for (let steps = 0; ; steps++) {
    const folder = await freshFolder();
    // Across a full tile, so that a level is added on the way.
    const batches = [freshEntries(2), freshEntries(260)];
    const { acknowledged, hasDied } = await liveUntilDeath(folder, batches, steps);
    const again = await startLedger({ folder, origin: ORIGIN });
    const { size } = await checkpointOf(again);
    const [index] = await add(again, freshEntries(1));
    expect(index).toBe(size);
    await again.settle();
    const files = await publicFiles(folder);
    expect(await auditLog(files, await identityOf(again)), `death before ${steps}`).toEqual([]);
    for (const [at, entry] of acknowledged) expect(entryAt(files, at)).toBe(entry);
    await again.close();
    if (!hasDied) break;
    deaths++;
  }
  expect(deaths).toBeGreaterThan(40);
}, 180_000);
