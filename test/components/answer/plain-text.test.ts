import { describe, expect, it } from 'vitest';
import { markdownTokens } from '../../../components/answer/markdown-tokens.ts';
import { plainText } from '../../../components/answer/plain-text.ts';

const plain = (markdown: string): string => plainText(markdownTokens(markdown));

describe('plainText', () => {
  it('drops the marks and keeps the words', () => {
    expect(plain('# A **bold** title\n\nand *soft* `code` &amp; so on')).toBe(
      'A bold title\n\nand soft code & so on',
    );
  });

  it('keeps line ends, and one empty line between blocks', () => {
    expect(plain('one  \ntwo\nthree\n\n\n\nfour\n\n***\n\nfive')).toBe(
      'one\ntwo\nthree\n\nfour\n\nfive',
    );
    expect(plain('Words:\n- a\n\n## Next\nb')).toBe('Words:\n\n- a\n\nNext\n\nb');
  });

  it('says where a link leads', () => {
    expect(plain('see [this](https://a.example/x)')).toBe('see this (https://a.example/x)');
    expect(plain('https://a.example/x')).toBe('https://a.example/x');
  });

  it('keeps cells apart', () => {
    expect(plain('| a | **b** |\n| - | - |\n| 1 | 2 |\n\nc')).toBe('a\tb\n1\t2\n\nc');
  });

  it.each([
    '[EMAIL 1]: work\n[EMAIL 2]: private',
    '[EMAIL 1]: work\n\nWrite to [EMAIL 1], [email_1] or [EMAIL 1][].',
    '- [EMAIL 1]: work',
  ])('takes no placeholder for a link: %s', (text) => {
    expect(plain(text)).toBe(text);
  });

  it('keeps a placeholder whole that a link is put on', () => {
    expect(plain('[EMAIL 1](https://a.example/)')).toBe('[EMAIL 1] (https://a.example/)');
    expect(plain('[EMAIL 1][a]\n\n[a]: https://a.example/')).toBe('[EMAIL 1] (https://a.example/)');
    expect(plain('see [1] and [Note][1]\n\n[1]: https://a.example/')).toBe(
      'see 1 (https://a.example/) and Note (https://a.example/)',
    );
  });

  it('marks what is quoted', () => {
    expect(plain('> one\n> two\n>\n> - three\n\nfour')).toBe('> one\n> two\n>\n> - three\n\nfour');
  });
});

describe('a list as plain text', () => {
  it('has its marks and numbers', () => {
    expect(plain('* a\n* **b**')).toBe('- a\n- b');
    expect(plain('9. nine\n9. ten\n9. eleven')).toBe('9. nine\n10. ten\n11. eleven');
    expect(plain('0. none\n1. one')).toBe('0. none\n1. one');
    expect(plain('- [ ] to do\n- [x] done')).toBe('- ☐ to do\n- ☑ done');
    expect(plain('- [ ] to do\n\n- [x] done')).toBe('- ☐ to do\n\n- ☑ done');
  });

  it('is as close together as it was written', () => {
    expect(plain('1. a\n\n2. b\n\n   more of b\n3. c')).toBe(
      '1. a\n\n2. b\n\n   more of b\n\n3. c',
    );
  });

  it('has what belongs to an item under its words', () => {
    expect(plain('- a\n  - b\n    1. c\n- d')).toBe('- a\n  - b\n    1. c\n- d');
    expect(plain('10. run\n    ```sh\n    make\n\n    make test\n    ```\n11. rest')).toBe(
      '10. run\n    make\n\n    make test\n11. rest',
    );
    expect(plain('- a\n  > b')).toBe('- a\n  > b');
  });

  it('keeps an item without words', () => {
    expect(plain('-\n- b')).toBe('-\n- b');
  });
});

describe('code as plain text', () => {
  it('is what was written to the letter', () => {
    const code = '    def a():\n\treturn 1\n\n\n    def b():  # & <b>\n        return 2';
    expect(plain(`\`\`\`python\n${code}\n\`\`\``)).toBe(code);
    expect(plain(`Look:\n\n\`\`\`\n${code}\n\`\`\`\nSo.`)).toBe(`Look:\n\n${code}\n\nSo.`);
  });
});
