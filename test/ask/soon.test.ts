import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Soon } from '../../lib/ask/soon.ts';

describe('Soon', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('makes one act of several calls, and acts again when asked again', () => {
    let acts = 0;
    const soon: Soon = new Soon(() => {
      acts += 1;
      soon.cancel();
    });
    soon.ask();
    soon.ask();
    expect(acts).toBe(0);
    vi.runAllTimers();
    expect(acts).toBe(1);
    soon.ask();
    vi.runAllTimers();
    expect(acts).toBe(2);
  });

  it('does nothing that was cancelled', () => {
    let acts = 0;
    const soon = new Soon(() => (acts += 1));
    soon.ask();
    soon.cancel();
    vi.runAllTimers();
    expect(acts).toBe(0);
  });
});
