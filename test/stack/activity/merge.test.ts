import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../lib/bytes/index.ts';
import { addCounts, LEAST_TOLD, merge } from '../../../stack/activity/merge.ts';
import { signTotal, MAX_TOTAL_LENGTH } from '../../../stack/activity/total.ts';

const counts = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 60 }), {
    maxKeys: 200,
  })
  .map((record) => new Map(Object.entries(record)));

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

describe('the merge rule', () => {
  it.each<[string, Record<string, number>, Record<string, number>, number, Record<string, number>]>(
    [
      ['tells 20 by name', { a: 20 }, { a: 20 }, 0, {}],
      ['keeps 19 back', { a: 19 }, {}, 0, { a: 19 }],
      ['tells small ones together', { a: 50, b: 12, c: 8 }, { a: 50 }, 20, {}],
      [
        'keeps what is too few together back',
        { a: 50, b: 12, c: 7 },
        { a: 50 },
        0,
        { b: 12, c: 7 },
      ],
      ['has nothing to tell of nothing', {}, {}, 0, {}],
    ],
  )('%s', (_, given, models, other, rest) => {
    const merged = merge(new Map(Object.entries(given)));
    expect([Object.fromEntries(merged.models), merged.other]).toEqual([models, other]);
    expect(Object.fromEntries(merged.rest)).toEqual(rest);
  });

  it('never tells a number below 20, loses no ask and tells none twice', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const { models, other, rest } = merge(given);
        const told = [...models.values(), ...(other > 0 ? [other] : [])];
        expect(told.every((number) => number >= LEAST_TOLD)).toBe(true);
        expect(sum(told) + sum(rest.values())).toBe(sum(given.values()));
        expect([...models].every(([model, count]) => given.get(model) === count)).toBe(true);
        expect(other === 0 || rest.size === 0).toBe(true);
      }),
    );
  });

  it('over many hours tells everything but what waits', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'))), (hours) => {
        let waiting: ReadonlyMap<string, number> = new Map();
        let told = 0;
        for (const asks of hours) {
          const { models, other, rest } = merge(addCounts(waiting, asks));
          told += sum(models.values()) + other;
          waiting = rest;
        }
        expect(told + sum(waiting.values())).toBe(hours.flat().length);
        expect(sum(waiting.values())).toBeLessThan(LEAST_TOLD);
      }),
    );
  });

  it('names only what fits into one message, the most asked first', async () => {
    const long = (i: number): string => `${'模'.repeat(60)}${i}`;
    const many = new Map(Array.from({ length: 40 }, (_, i) => [long(i), 20 + i]));
    const { models, other, rest } = merge(many);
    expect(models.size).toBeLessThan(40);
    expect(models.has(long(39))).toBe(true);
    expect(sum(models.values()) + other).toBe(sum(many.values()));
    expect(rest.size).toBe(0);
    const transcriptHash = new Uint8Array(32);
    const sign = (): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(new Uint8Array(64));
    const message = await signTotal({ transcriptHash, hour: 1, models, other }, sign);
    expect(message.length).toBeLessThanOrEqual(MAX_TOTAL_LENGTH);
    expect(utf8(long(1)).length).toBeGreaterThan(150);
  });
});
