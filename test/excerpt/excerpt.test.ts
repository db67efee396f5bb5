import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  excerpt,
  GAP,
  passagesAgain,
  passagesOf,
  rank,
  wordsOf,
} from '../../lib/excerpt/index.ts';

const NOTHING = { question: '', quote: '' };

const PAGE = [
  'The tower leans, and has leaned since the winter of the great flood.',
  'Cookies help us to show you more of what you did not ask for.',
  'Eighty hydraulic jacks were driven by the beat of a drum.',
  'The fishing fleet of the bay has eleven boats and a museum.',
  'Pelorus the engineer was paid in salted cod for her work.',
];

describe('words', () => {
  it.each([
    ['Replicated, replication!', ['replic', 'replic']],
    ['Café CAFÉ cafe', ['cafe', 'cafe', 'cafe']],
    ['東京都の水', ['東京', '京都', '都の', 'の水']],
    ['한국어', ['한국', '국어']],
    ['水', ['水']],
    ['— … !', []],
  ])('%j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('ranking', () => {
  it('puts first what shares rare words with the question', () => {
    const scores = rank(PAGE, { question: 'Which jacks were used by the engineer?', quote: '' });
    const best = scores.indexOf(Math.max(...scores));
    expect([2, 4]).toContain(best);
    expect(scores[1]).toBeLessThan(scores[2] ?? 0);
  });

  it('goes by the quote where the question says nothing', () => {
    const scores = rank(PAGE, { question: 'Why?', quote: 'salted cod' });
    expect(scores.indexOf(Math.max(...scores))).toBe(4);
  });

  it('gives nothing to a passage without a word in common', () => {
    expect(rank(PAGE, { question: 'quantum', quote: '' })).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('an excerpt', () => {
  it('is the whole where the whole fits', () => {
    const all = excerpt(PAGE, NOTHING, 10_000);
    expect(all.text).toBe(PAGE.join('\n\n'));
    expect(all.passages.every(({ isKept }) => isKept)).toBe(true);
    expect(all.total).toBe(PAGE.join('').length);
  });

  it('keeps what the question is about, in the page’s order, and marks every gap', () => {
    const part = excerpt(PAGE, { question: 'jacks of Pelorus', quote: '' }, 160);
    expect(part.text).toBe(`${GAP}\n\n${PAGE[2] ?? ''}\n\n${GAP}\n\n${PAGE[4] ?? ''}`);
    expect(part.passages.map(({ isKept }) => isKept)).toEqual([false, false, true, false, true]);
  });

  it('keeps the passage of the quote, and then what stands beside it', () => {
    const asked = { question: 'What of Pelorus?', quote: 'The fishing fleet' };
    expect(excerpt(PAGE, asked, 90).text).toContain(PAGE[3]);
    expect(excerpt(PAGE, asked, 240).passages.map(({ isKept }) => isKept)).toEqual([
      ...[false, false, true, true, true],
    ]);
  });

  it('is nothing where nothing fits', () => {
    expect(excerpt(PAGE, NOTHING, 10).text).toBe('');
    expect(excerpt([], NOTHING, 10)).toEqual({ text: '', passages: [], total: 0 });
  });

  it('can be cut again, and stays as it is where it fits', () => {
    const part = excerpt(PAGE, { question: 'jacks of Pelorus', quote: '' }, 160).text;
    expect(excerpt(passagesAgain(part), NOTHING, 1_000).text).toBe(part);
    expect(excerpt(passagesAgain(part), NOTHING, 90).text.length).toBeLessThan(part.length);
    expect(passagesAgain('')).toEqual([]);
  });

  it('never takes more than it may, nor loses a passage', () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), text, fc.nat(600), (all, question, max) => {
        const { text: taken, passages } = excerpt(all, { question, quote: '' }, max);
        expect(bytesOf(taken)).toBeLessThanOrEqual(max + GAP.length * 3 + 4);
        expect(passages.map((passage) => passage.text)).toEqual(all);
      }),
    );
  });
});

describe('passages', () => {
  it('join headings to what follows, and stay below a size', () => {
    expect(passagesOf(['A heading', PAGE[0] ?? ''])).toEqual([`A heading\n${PAGE[0] ?? ''}`]);
    const long = passagesOf([PAGE.join(' ').repeat(20)]);
    expect(long.length).toBeGreaterThan(5);
    expect(Math.max(...long.map(({ length }) => length))).toBeLessThanOrEqual(1_000);
    expect(long.slice(0, -1).every((passage) => passage.endsWith('.'))).toBe(true);
  });

  it('cut what has neither sentences nor spaces, and lose nothing', () => {
    expect(passagesOf(['x'.repeat(2_500)]).join('')).toBe('x'.repeat(2_500));
    expect(passagesOf(['水。'.repeat(1_000)]).join('')).toBe('水。'.repeat(1_000));
  });

  it('keep every word of any text', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 20 });
    const bare = (text: string): string => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(words, (paragraphs) => {
        expect(bare(passagesOf(paragraphs).join(''))).toBe(bare(paragraphs.join('')));
      }),
    );
  });
});
