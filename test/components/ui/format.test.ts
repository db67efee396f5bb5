import { describe, expect, it } from 'vitest';
import {
  byteSize,
  dateAndTime,
  hexGroups,
  hostOf,
  relativeAge,
  shorten,
} from '../../../components/ui/format.ts';

describe('formatters', () => {
  it('tell ages in the largest fitting unit', () => {
    expect(relativeAge('en', 0, 400)).toBe('now');
    expect(relativeAge('en', 0, 12_900)).toBe('12 seconds ago');
    expect(relativeAge('en', 0, 61_000)).toBe('1 minute ago');
    expect(relativeAge('en', 0, 7_200_000)).toBe('2 hours ago');
    expect(relativeAge('de', 0, 86_400_000)).toBe('gestern');
    expect(relativeAge('en', 5000, 0)).toBe('now');
  });

  it('give small sizes exactly', () => {
    expect(byteSize('en', 4096)).toBe('4,096 bytes');
    expect(byteSize('en', 16_384)).toBe('16.4 kB');
  });

  it('group hex without changing it', () => {
    expect(hexGroups('0123456789abcdef01')).toEqual(['01234567', '89abcdef', '01']);
    expect(hexGroups('')).toEqual([]);
  });

  it('cut between characters', () => {
    expect(shorten('short', 10)).toBe('short');
    expect(shorten('abcdef', 3)).toBe('abc…');
    expect(shorten('ab😀d', 3)).toBe('ab…');
  });

  it('show hosts, and what is none as it came', () => {
    expect(hostOf('https://a.example:8443/x?y')).toBe('a.example:8443');
    expect(hostOf('no address')).toBe('no address');
  });

  it('date in the language', () => {
    expect(dateAndTime('de', Date.UTC(2026, 8, 14, 12))).toContain('2026');
  });
});
