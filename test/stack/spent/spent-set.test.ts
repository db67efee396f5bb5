import { appendFile, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { copyOf } from '../../../lib/bytes/index.ts';
import { openSpentSet, type SpentId, type SpentSet } from '../../../stack/spent/index.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { hash } from './hash.ts';

const credit = (name: string, keyNumber = 1): SpentId => ({ id: hash(name), keyNumber });

async function open(path?: string, oldestKey = 0): Promise<{ set: SpentSet; path: string }> {
  const at = path ?? join(await temporaryFolder(), 'spent');
  const set = await openSpentSet(at, oldestKey);
  onTestFinished(() => set.close().catch(() => undefined));
  return { set, path: at };
}

describe('the spent set', () => {
  it('gives a credit to the first ask and to no other, before and after a restart', async () => {
    const { set, path } = await open();
    expect(await set.begin(hash('a'), [credit('1'), credit('2')])).toBe('new');
    expect(await set.begin(hash('b'), [credit('2')])).toBe('refused');
    expect(await set.begin(hash('b'), [credit('3'), credit('3')])).toBe('refused');
    await set.close();
    const again = await open(path);
    expect(await again.set.begin(hash('b'), [credit('1')])).toBe('refused');
    expect(await again.set.begin(hash('b'), [credit('3')])).toBe('new');
  });

  it('of many asks that come at once with one credit, lets one through', async () => {
    const { set } = await open();
    const names = Array.from({ length: 20 }, (_, i) => `ask ${i}`);
    const begun = await Promise.all(names.map((name) => set.begin(hash(name), [credit('1')])));
    expect(begun.filter((one) => one === 'new')).toHaveLength(1);
    expect(begun.filter((one) => one === 'refused')).toHaveLength(19);
  });

  it('lets the same ask come again while nothing runs, three times in all', async () => {
    const { set } = await open();
    expect(await set.begin(hash('a'), [credit('1')])).toBe('new');
    expect(await set.begin(hash('a'), [credit('1')])).toBe('running');
    for (let again = 0; again < 2; again++) {
      await set.pause(hash('a'));
      expect(await set.begin(hash('a'), [credit('1')])).toBe('again');
    }
    await set.pause(hash('a'));
    expect(await set.begin(hash('a'), [credit('1')])).toBe('refused');
    expect(await set.begin(hash('a'), [credit('1'), credit('2')])).toBe('refused');
  });

  it.each([
    ['spent', 'refused', 'refused'],
    ['refunded', 'refunded', 'refused'],
    ['freed', 'new', 'refused'],
  ] as const)('an ask that is %s, come again: %s', async (ending, same, other) => {
    const { set, path } = await open();
    await set.begin(hash('a'), [credit('1')]);
    await set.end(hash('a'), ending);
    // What has ended has ended.
    await set.end(hash('a'), ending === 'spent' ? 'freed' : 'spent');
    await set.close();
    const after = (await open(path)).set;
    expect(await after.begin(hash('a'), [credit('1')])).toBe(same);
    expect(await after.begin(hash('b'), [credit('1')])).toBe(other);
  });

  it('knows a call that is made again because its answer got lost', async () => {
    const { set } = await open();
    expect(await set.begin(hash('a'), [credit('1')], 'one')).toBe('new');
    expect(await set.begin(hash('a'), [credit('1')], 'one')).toBe('new');
    expect(await set.begin(hash('a'), [credit('1')], 'two')).toBe('running');
    await set.letGo(hash('a'), 'two');
    expect(await set.begin(hash('b'), [credit('1')], 'three')).toBe('refused');
    await set.letGo(hash('a'), 'one');
    expect(await set.begin(hash('b'), [credit('1')], 'three')).toBe('new');
  });

  it('lets nothing go of which an earlier call had been told', async () => {
    const { set } = await open();
    await set.begin(hash('a'), [credit('1')], 'one');
    await set.pause(hash('a'));
    expect(await set.begin(hash('a'), [credit('1')], 'two')).toBe('again');
    await set.letGo(hash('a'), 'two');
    expect(await set.begin(hash('b'), [credit('1')], 'three')).toBe('refused');
  });

  it('frees nothing by a clock that jumps', async () => {
    const { set } = await open();
    await set.begin(hash('a'), [credit('1')]);
    vi.setSystemTime(Date.now() + 400 * 86_400_000);
    onTestFinished(() => void vi.useRealTimers());
    expect(await set.begin(hash('b'), [credit('1')])).toBe('refused');
    expect(await set.begin(hash('a'), [credit('1')])).toBe('running');
  });

  it('forgets credits of keys that nobody takes any more, and no others', async () => {
    const { set, path } = await open();
    await set.begin(hash('old'), [credit('1', 1)]);
    await set.begin(hash('both'), [credit('2', 1), credit('3', 2)]);
    await set.begin(hash('new'), [credit('4', 2)]);
    await set.end(hash('new'), 'spent');
    await set.close();
    const { set: later } = await open(path, 2);
    expect(await later.begin(hash('x'), [credit('1', 1)])).toBe('new');
    expect(await later.begin(hash('y'), [credit('2', 1)])).toBe('refused');
    expect(await later.begin(hash('new'), [credit('4', 2)])).toBe('refused');
  });

  it('cuts off what a kill left of the last record, and holds the rest', async () => {
    const { set, path } = await open();
    await set.begin(hash('a'), [credit('1')]);
    await set.begin(hash('b'), [credit('2')]);
    await set.close();
    await truncate(path, (await readFile(path)).length - 7);
    const torn = (await open(path)).set;
    expect(await torn.begin(hash('x'), [credit('1')])).toBe('refused');
    expect(await torn.begin(hash('y'), [credit('2')])).toBe('new');
    await torn.close();
    await appendFile(path, copyOf(Buffer.alloc(2_000_000, 7)));
    await expect(open(path)).rejects.toThrow(/journal-corrupt/);
  });

  it('holds nothing on the disk but what it was given: no time, no order of keys', async () => {
    const { set, path } = await open();
    await set.begin(hash('a'), [credit('1')]);
    await set.close();
    const written = (await readFile(path)).length;
    expect(written).toBe('sotto journal v1\n'.length + 4 + 16 + 1 + 32 + 1 + 32 + 4);
  });
});
