import { describe, expect, it } from 'vitest';
import { isNodeNewEnough, isUpToDate } from '../../scripts/set-up.mjs';

const entry = { version: '1.0.0', integrity: 'sha512-a' };

describe('set-up', () => {
  it('takes an installation that is what the lock says', () => {
    expect(isUpToDate({ '': {}, 'node_modules/a': entry }, { 'node_modules/a': entry })).toBe(true);
  });

  it('sees a missing, another and a changed package', () => {
    const wanted = { 'node_modules/a': entry };
    expect(isUpToDate(wanted, {})).toBe(false);
    expect(isUpToDate(wanted, { 'node_modules/a': { ...entry, version: '1.0.1' } })).toBe(false);
    expect(isUpToDate(wanted, { 'node_modules/a': { ...entry, integrity: 'sha512-b' } })).toBe(
      false,
    );
  });

  it('does not miss the packages of other platforms', () => {
    expect(isUpToDate({ 'node_modules/a': { ...entry, optional: true } }, {})).toBe(true);
  });

  it('knows which Node is too old', () => {
    expect(['18.20.0', '20.18.9'].map(isNodeNewEnough)).toEqual([false, false]);
    expect(['20.19.0', '20.20.2', '22.0.0', '24.1.0'].map(isNodeNewEnough)).toEqual([
      ...[true, true, true, true],
    ]);
  });
});
