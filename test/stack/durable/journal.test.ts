/** The journal's promises to whoever writes: each record is acknowledged, also one that comes at the last moment. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOf, type Bytes } from '../../../lib/bytes/index.ts';
import { Journal } from '../../../stack/durable/index.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const record = (value: number): Bytes => new Uint8Array([value]);

async function recordsIn(path: string): Promise<number[]> {
  const found: number[] = [];
  const journal = await Journal.open(path, (payload) => found.push(...copyOf(payload)));
  await journal.close();
  return found;
}

describe('a journal', () => {
  it('takes the next record from whoever was told of the last one just now', async () => {
    const path = join(await temporaryFolder(), 'journal');
    const journal = await Journal.open(path, () => undefined);
    for (let i = 0; i < 5; i++) await journal.append(record(i));
    await journal.close();
    expect(await recordsIn(path)).toEqual([0, 1, 2, 3, 4]);
  });

  it.each(Array.from({ length: 8 }, (_, turns) => turns))(
    'takes one that comes %i turns after another was acknowledged',
    async (turns) => {
      const path = join(await temporaryFolder(), 'journal');
      const journal = await Journal.open(path, () => undefined);
      await journal.append(record(1));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await journal.append(record(2));
      await journal.close();
      expect(await recordsIn(path)).toEqual([1, 2]);
    },
  );
});
