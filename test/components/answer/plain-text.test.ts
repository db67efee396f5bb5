import { describe, expect, it } from 'vitest';
import { markdownTokens, plainText } from '../../../components/answer/markdown-tokens.ts';

const plain = (markdown: string): string => plainText(markdownTokens(markdown));

describe('plainText', () => {
  it('drops the marks and keeps the words', () => {
    expect(plain('# A **bold** title\n\nand *soft* `code` &amp; so on')).toBe(
      'A bold title\n\nand soft code & so on',
    );
  });

  it('keeps lists, tables and code readable', () => {
    expect(plain('3. three\n4. four')).toBe('3. three\n4. four');
    expect(plain('- a\n- b')).toBe('• a\n• b');
    expect(plain('| a | b |\n| - | - |\n| 1 | 2 |')).toBe('a\tb\n1\t2');
    expect(plain('```js\nlet a;\n```')).toBe('let a;');
  });

  it('says where a link leads', () => {
    expect(plain('see [this](https://a.example/x)')).toBe('see this (https://a.example/x)');
    expect(plain('https://a.example/x')).toBe('https://a.example/x');
  });
});
