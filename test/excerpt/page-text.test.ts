// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { pageTexts } from '../../lib/excerpt/index.ts';

const SENTENCE =
  'The tower of Marrow Bay, which leaned since the flood, was lifted by eighty jacks, slowly, in a day.';
const article = Array.from({ length: 12 }, () => `<p>${SENTENCE}</p>`).join('');
const page =
  '<nav><ul><li><a>Home</a></li><li><a>All articles</a></li></ul></nav>' +
  `<div class="content"><article><h1>Jacks</h1>${article}</article></div><footer>Imprint</footer>`;

describe('the text of a page', () => {
  it('is all that it shows, and the article in it', () => {
    const { article: found, whole } = pageTexts(page, 'Jacks – Gazette');
    expect(whole.join('\n')).toContain('All articles');
    expect(whole.join('\n')).toContain('Imprint');
    expect(found.join('\n')).toContain(SENTENCE);
    expect(found.join('\n')).not.toMatch(/All articles|Imprint/);
  });

  it('has no article where there is none to tell', () => {
    const { article: found, whole } = pageTexts('<p>Closed on Mondays.</p>', 'Shop');
    expect(found).toEqual([]);
    expect(whole).toEqual(['Closed on Mondays.']);
    expect(pageTexts('', '')).toEqual({ article: [], whole: [] });
  });

  it('keeps the lines of code', () => {
    expect(pageTexts('<pre>one()<br>two()</pre>', '').whole).toEqual(['one()\ntwo()']);
  });

  it('is text, whatever the markup holds, and runs nothing of it', () => {
    const hostile =
      '<p>Seen</p><img src="x" onerror="window.ran = true"><script>window.ran = true</script>';
    const { whole } = pageTexts(hostile.replaceAll('script', 'div'), '<b>');
    expect(whole.join('')).toContain('Seen');
    expect(Reflect.get(window, 'ran')).toBeUndefined();
  });
});
