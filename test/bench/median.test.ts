import { expect, it } from 'vitest';
import { median } from '../../bench/median.ts';

it('is the middle one by size, the upper of two, and no number of none', () => {
  expect(median([100, 9, 20])).toBe(20);
  expect(median([3, 1, 2, 10])).toBe(3);
  expect(median([])).toBeNaN();
});
