// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../../components/answer/Markdown.tsx';
import { draw } from '../../fakes/screen.tsx';

async function drawn(text: string): Promise<HTMLElement> {
  return (await draw(<Markdown text={text} />)).root;
}

/** Tags that could load, run or frame something. None may ever come out of an answer. */
const ACTIVE =
  'script, img, iframe, object, embed, svg, video, audio, source, form, input, style, link, base, meta, [style], [src], [srcset], [onerror], [onclick], [onload]';

describe('Markdown', () => {
  it('draws what models write', async () => {
    const root = await drawn(
      '# Title\n\nSome **strong** and *soft* `code`.\n\n1. one\n2. two\n\n> said\n\n```js\nlet a = 1;\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [x] done\n\n---\n\n~~gone~~ line  \nbreak',
    );
    for (const tag of [
      'h3',
      'strong',
      'em',
      'code',
      'ol',
      'blockquote',
      'pre',
      'table',
      'hr',
      'del',
      'br',
    ]) {
      expect(root.querySelector(tag), tag).not.toBeNull();
    }
    expect(root.querySelectorAll('ol > li')).toHaveLength(2);
    expect(root.textContent).toContain('☑');
  });

  it.each([0, 1, 7])('counts a list from %i on, as it was written', async (start) => {
    const root = await drawn(`${String(start)}. one\n${String(start)}. two`);
    expect(root.querySelector('ol')?.start).toBe(start);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'text <img src="https://tracker.example/p.png"> text',
    '<iframe src="https://evil.example"></iframe>',
    '<svg onload=alert(1)>',
    '<style>*{display:none}</style>',
    '<a href="javascript:alert(1)">x</a>',
    '<form action="https://evil.example"><input name=q></form>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '- <img src=x onerror=alert(1)>',
    '| <script>alert(1)</script> |\n| - |\n| <img src=x> |',
    '# <b onclick=alert(1)>x</b>',
    '> <object data=x></object>',
  ])('shows HTML as text: %s', async (html) => {
    const root = await drawn(html);
    expect(root.querySelector(ACTIVE)).toBeNull();
    expect(root.querySelector('a')).toBeNull();
    const tag = /<\w+/.exec(html)?.[0] ?? 'none';
    expect(root.textContent).toContain(tag);
  });

  it.each([
    '![pixel](https://tracker.example/p.png)',
    '![pixel](data:image/png;base64,AAAA)',
    '[![pixel](https://tracker.example/p.png)](https://a.example)',
    '![pixel][1]\n\n[1]: https://tracker.example/p.png',
  ])('names an image and loads nothing: %s', async (markdown) => {
    const root = await drawn(markdown);
    expect(root.querySelector(ACTIVE)).toBeNull();
    expect(root.textContent).toContain('pixel');
    expect(root.textContent).toContain('not loaded');
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](chrome-extension://abc/popup.html)',
    '[x](blob:https://a.example/1)',
    '[x](/relative)',
    '[x](//evil.example)',
    '[x][1]\n\n[1]: javascript:alert(1)',
    '<javascript:alert(1)>',
  ])('makes no link of %s', async (markdown) => {
    const root = await drawn(markdown);
    expect(root.querySelector('a')).toBeNull();
    expect(root.querySelector(ACTIVE)).toBeNull();
  });

  it('opens links apart, without a referrer, and shows their host', async () => {
    const root = await drawn('[bank.example](https://evil.example/login)');
    const link = root.querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://evil.example/login');
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link?.textContent).toContain('evil.example');
  });

  it('shows the true host behind user names and look-alike letters', async () => {
    const root = await drawn('[a](https://bank.example@evil.example/) [b](https://bаnk.example/)');
    const [first, second] = root.querySelectorAll('a');
    expect(first?.getAttribute('href')).toBe('https://evil.example/');
    expect(first?.textContent).toContain('evil.example');
    expect(second?.textContent).toContain('xn--');
  });

  it('makes direction changes and hidden characters visible', async () => {
    const root = await drawn('safe \u202egnp.exe\u202c and hid\u200b\u200bden, `co\u2066de`');
    expect(root.textContent).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    for (const shown of ['U+202E', 'U+202C', 'U+200B ×2', 'U+2066']) {
      expect(root.textContent).toContain(shown);
    }
  });

  it('decodes references to characters, never to tags', async () => {
    const root = await drawn('a &amp; b &lt;img src=x&gt; &#60;script&#62; &#x1F600; &nope; &#0;');
    expect(root.querySelector(ACTIVE)).toBeNull();
    expect(root.textContent).toContain('a & b <img src=x> <script> 😀 &nope; \ufffd');
  });

  it.each([
    ['a megabyte of words', 'word '.repeat(200_000)],
    ['a megabyte of paragraphs', 'word word\n\n'.repeat(100_000)],
    ['nested quotes', '> '.repeat(30_000)],
    ['nested lists', '- '.repeat(30_000)],
    ['a staircase', Array.from({ length: 2000 }, (_, n) => `${' '.repeat(n)}- a`).join('\n')],
    ['emphasis', '*a '.repeat(20_000)],
    ['underscores', '_a'.repeat(30_000)],
    ['brackets', '['.repeat(60_000)],
    ['ticks', '`'.repeat(60_000)],
    ['half a table', '|'.repeat(60_000)],
    ['a megabyte of overrides', '\u202e\u202d'.repeat(500_000)],
  ])('keeps all of the text and ends: %s', async (_name, text) => {
    const root = await drawn(text);
    const letters = (from: string) => from.replace(/[^aword]/g, '').length;
    expect(letters(root.textContent)).toBeGreaterThanOrEqual(letters(text));
    expect(root.querySelectorAll('*').length).toBeLessThan(40_000);
  });

  it('keeps finished blocks as they are while more arrives', async () => {
    const screen = await draw(<Markdown text={'First.\n\nSec'} />);
    const first = screen.root.querySelector('p');
    await screen.draw(<Markdown text={'First.\n\nSecond, and **more**'} />);
    expect(screen.root.querySelector('p')).toBe(first);
    expect(screen.root.querySelectorAll('p')).toHaveLength(2);
    expect(screen.root.querySelector('strong')?.textContent).toBe('more');
  });
});
