import { describe, expect, it } from 'vitest';
import { gzipSizesOf } from '../../../scripts/built-sizes.ts';
import { built } from './builds.ts';

describe.each(['chrome', 'firefox'] as const)('the %s product, compressed', (browser) => {
  const { folder } = built(browser, 'product');

  it.each(gzipSizesOf(folder))('has its $part within $budget bytes', ({ bytes, budget }) => {
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(budget);
  });
});
