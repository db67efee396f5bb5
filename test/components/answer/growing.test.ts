import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingTokens } from '../../../components/answer/growing-tokens.ts';
import { markdownTokens } from '../../../components/answer/markdown-tokens.ts';

const BLOCKS = [
  '# Title\n\n',
  'A paragraph with **strong** words and `code`.\n\n',
  'Two lines\nof one paragraph\n\n',
  '- one\n- two\n  - inner\n- three\n\n',
  '1. first\n2. second\n\n',
  '> said\n> again\n\n',
  '```js\nlet a = 1;\n\nlet b = 2;\n```\n\n',
  '| a | b |\n| - | - |\n| 1 | 2 |\n\n',
  'Formula $x^2$ and\n\n$$\na = b\n$$\n\n',
  '---\n\n',
  'Underlined\n===\n\n',
  '    indented\n\n',
  '\n\n',
  '<b>html</b>\n\n',
];

describe('tokens of a growing text', () => {
  it('are at every step those of the whole text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BLOCKS), { maxLength: 8 }),
        fc.integer({ min: 1, max: 17 }),
        (blocks, step) => {
          const text = blocks.join('');
          const growing = new GrowingTokens();
          for (let end = step; end < text.length + step; end += step) {
            const now = text.slice(0, end);
            const raw = (tokens: readonly { type: string; raw: string }[]) =>
              tokens
                .filter(({ type }) => type !== 'space')
                .map(({ type, raw: of }) => [type, of.trim()]);
            expect(raw(growing.read(now))).toEqual(raw(markdownTokens(now)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are kept: a finished block is the very same token', () => {
    const growing = new GrowingTokens();
    const text = 'One.\n\nTwo.\n\nThree.\n\nFour.';
    const [first] = growing.read(text);
    expect(growing.read(`${text}\n\nFive.`)[0]).toBe(first);
  });

  it('begin anew when the text is another', () => {
    const growing = new GrowingTokens();
    growing.read('One.\n\nTwo.\n\nThree.\n\nFour.');
    expect(growing.read('Other.').map(({ raw }) => raw)).toEqual(['Other.']);
  });
});
