/** Where two finders see the same place: the outer one is hidden, and of two that cross each other, both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidden, KINDS, redact, type Finding, type Texts } from '../../lib/redaction/index.ts';
import { withoutOverlaps } from '../../lib/redaction/find.ts';

function hide(quote: string, words: readonly string[]): string {
  const texts: Texts = { quote, page: '', question: '', title: '', url: '' };
  return hidden(quote, 'quote', redact(texts, { kinds: KINDS, words }));
}

describe('a word of the own list', () => {
  it.each([
    ['Write to anna.smith@firm.example', ['Anna'], 'Write to [EMAIL 1]'],
    ['221B Baker Street, London NW1 6XE', ['Baker'], '[ADDRESS 1]'],
    ['password: Anna-7x9Qw!2', ['Anna'], 'password: [KEY 1]'],
    ['Anna and anna.smith@firm.example', ['Anna'], '[WORD 1] and [EMAIL 1]'],
    ['anna.smith@firm.example', ['anna.smith@firm.example'], '[WORD 1]'],
    ['Ask Anna Smith Ltd today', ['Anna Smith', 'Smith Ltd'], 'Ask [WORD 1][WORD 2] today'],
    ['Write to max anna@firm.example', ['Max Anna'], 'Write to [WORD 1][EMAIL 1]'],
  ])('lets nothing around it leave: %s', (text, words, left) => {
    expect(hide(text, words)).toBe(left);
  });
});

const LENGTH = 40;
const findings = fc.array(
  fc
    .record({
      kind: fc.constantFrom<Finding['kind']>(...KINDS, 'word'),
      start: fc.nat(LENGTH - 1),
      length: fc.integer({ min: 1, max: 15 }),
    })
    .map(({ kind, start, length }) => ({ kind, start, end: start + length })),
  { maxLength: 12 },
);

describe('findings over one another', () => {
  it('leave no place of any of them open, and none twice', () => {
    const placesOf = (all: readonly Finding[]): number[] =>
      all.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));
    fc.assert(
      fc.property(findings, (all) => {
        const raw = [...new Set(placesOf(all))].sort((a, b) => a - b);
        expect(placesOf(withoutOverlaps(all))).toEqual(raw);
      }),
    );
  });

  it('are named as the one around them', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const outer: Finding = { kind: 'phone', start: 0, end: LENGTH + 15 };
        expect(withoutOverlaps([...all, outer])).toEqual([outer]);
      }),
    );
  });
});
