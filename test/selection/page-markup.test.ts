// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { parsePageReading, readPage } from '../../lib/selection/index.ts';

beforeEach(() => {
  document.body.replaceChildren();
  document.title = 'A page';
});

function markup(html: string): string {
  const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html');
  document.body.append(...parsed.body.childNodes);
  return parsePageReading(readPage(document, () => true)).html;
}

describe('a page becomes markup of our own making', () => {
  it.each([
    [
      '<article class="a" id="b"><p>Text</p></article>',
      '<article class="a" id="b"><p>Text</p></article>',
    ],
    ['<p onclick="x()" style="color: red">Text</p>', '<p>Text</p>'],
    ['<a href="https://elsewhere.example/">link</a>', '<a>link</a>'],
    ['<form><input value="hunter2"><textarea>x</textarea>Text</form>', '<div>Text</div>'],
    ['<iframe></iframe><object></object><p>Text</p>', '<p>Text</p>'],
    ['<p>5 &lt; 6 &amp; "7"</p>', '<p>5 &lt; 6 &amp; &quot;7&quot;</p>'],
    ['<p class="&quot;><script>">Text</p>', '<p class="&quot;&gt;&lt;script&gt;">Text</p>'],
    ['<script>no()</script><style>p{}</style><p>Text</p>', '<p>Text</p>'],
    ['<p style="display: none">No</p><p>Text</p>', '<p>Text</p>'],
    ['one<br>two', 'one<br>two'],
  ])('%j becomes %j', (html, made) => {
    expect(markup(html)).toBe(`<div>${made}</div>`);
  });

  it('with shadow trees in place', () => {
    const host = document.createElement('x-card');
    document.body.append(host);
    host.attachShadow({ mode: 'open' }).append('Inside');
    expect(parsePageReading(readPage(document, () => true)).html).toContain('Inside');
  });

  it('up to a limit, which is told', () => {
    const text = document.createElement('p');
    text.append('x'.repeat(3_500_000));
    document.body.append(text, document.createElement('p'));
    expect(readPage(document, () => true).isCut).toBe(true);
  });
});

describe('an answer that is no reading of a page', () => {
  it.each<unknown>([
    null,
    undefined,
    'html',
    {},
    { version: 2, html: '', isCut: false, title: '' },
  ])('is refused: %j', (result) => {
    expect(() => parsePageReading(result)).toThrow('page-not-readable');
  });
});
