import { describe, expect, it } from 'vitest';
import { filesAtOnce, filesInCircles } from '../../../scripts/built-sizes.ts';
import { built } from './builds.ts';

describe.each(['chrome', 'firefox'] as const)('the files of the %s product', (browser) => {
  const { folder, files } = built(browser, 'product');

  // Each costs its opening a few milliseconds, and a popup is waited for.
  it.each(['popup.html', 'sidepanel.html', 'tab.html'])('open %s with six at most', (page) => {
    const atOnce = filesAtOnce(folder, page);
    expect(atOnce).toContain(page);
    expect(atOnce.length).toBeLessThanOrEqual(6);
  });

  it('never need each other in a circle', () => {
    expect(files.some((file) => file.startsWith('chunks/app-'))).toBe(true);
    expect(filesInCircles(folder)).toEqual([]);
  });
});
