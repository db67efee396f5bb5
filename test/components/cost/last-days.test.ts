import { afterEach, describe, expect, it, vi } from 'vitest';
import { lastDays } from '../../../components/cost/SpendByDay.tsx';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** As a calendar has them, whatever clocks do. */
function daysUntil(last: string): string[] {
  const lastMs = Date.parse(`${last}T00:00Z`);
  return Array.from({ length: 30 }, (_, index) =>
    new Date(lastMs - (29 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

describe('the last days', () => {
  it.each([
    ['late in the evening, after the night of 25 hours', '2026-11-01T22:30Z', '2026-11-01'],
    ['soon after midnight, after the night of 23 hours', '2026-03-31T22:30Z', '2026-04-01'],
  ])('are each there once: %s', (_, now, last) => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    // Not a test of this machine's own zone.
    expect(new Date('2026-07-01T00:00Z').getHours()).toBe(2);
    expect(lastDays([], Date.parse(now)).map(({ day }) => day)).toEqual(daysUntil(last));
  });
});
