import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Vigil } from '../../../stack/http/patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a peer may be silent for so long, from each word on', () => {
  const act = vi.fn();
  const vigil = new Vigil(1000, 60_000, act);
  vi.advanceTimersByTime(950);
  vigil.heard();
  vi.advanceTimersByTime(950);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(250);
  expect(act).toHaveBeenCalled();
  vigil.end();
});

it('a peer that never stops is stopped', () => {
  const act = vi.fn();
  const vigil = new Vigil(1000, 3000, act);
  for (let ms = 0; ms < 3000; ms += 100) {
    vigil.heard();
    vi.advanceTimersByTime(100);
  }
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(act).toHaveBeenCalled();
  vigil.end();
});

it('a peer that has ended is not watched any more', () => {
  const act = vi.fn();
  new Vigil(1000, 3000, act).end();
  vi.advanceTimersByTime(10_000);
  expect(act).not.toHaveBeenCalled();
});
