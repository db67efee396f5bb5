import { describe, expect, it } from 'vitest';
import { filesAtOnce, gzipSizesOf } from '../../../scripts/built-sizes.ts';
import { built } from './builds.ts';

describe.each(['chrome', 'firefox'] as const)('the %s product, compressed', (browser) => {
  const { folder } = built(browser, 'product');

  it.each(gzipSizesOf(folder))('has its $part within $budget bytes', ({ bytes, budget }) => {
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(budget);
  });

  // Each costs its opening a few milliseconds: a popup is waited for.
  it.each(['popup.html', 'sidepanel.html', 'tab.html'])('opens %s from eight files', (page) => {
    const files = filesAtOnce(folder, page);
    expect(files).toContain(page);
    expect(files.length).toBeLessThanOrEqual(8);
  });
});
