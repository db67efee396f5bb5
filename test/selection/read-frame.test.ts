// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readFrame as readSeenFrame } from '../../lib/selection/index.ts';

/** Here nothing is drawn, so everything counts as seen; what is not is tried in real browsers. */
const readFrame = (document: Document) => readSeenFrame(document, () => true);

beforeEach(() => {
  document.body.replaceChildren();
  document.title = 'A page';
  vi.restoreAllMocks();
});

function add(html: string): void {
  const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html');
  document.body.append(...parsed.body.childNodes);
}

function byId(id: string, root: Document | ShadowRoot = document): HTMLElement {
  const found = root.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

/** A selection as the browser would tell it: with ranges, or with composed ones, which happy-dom lacks. */
function select(ranges: readonly Partial<StaticRange>[], composed?: Partial<StaticRange>): void {
  const selection = {
    toString: () => '',
    rangeCount: ranges.length,
    getRangeAt: (index: number) => ranges[index],
    getComposedRanges: () => (composed === undefined ? [] : [composed]),
  };
  vi.spyOn(globalThis, 'getSelection').mockReturnValue(selection as unknown as Selection);
}

function contentsOf(node: Node): Partial<StaticRange> {
  return {
    startContainer: node,
    startOffset: 0,
    endContainer: node,
    endOffset: node.childNodes.length,
  };
}

/** All that the markup shows. */
function readAll(html: string): string {
  add(html);
  select([contentsOf(document.body)]);
  return readFrame(document).text;
}

function field(html: string, from: number, to: number): HTMLInputElement {
  add(html);
  const control = document.querySelector<HTMLInputElement>('input, textarea');
  if (control === null) throw new Error('no field');
  control.focus();
  control.setSelectionRange(from, to);
  return control;
}

describe('a frame', () => {
  it('gives the selected text with title and address', () => {
    expect(readAll('<p>  chosen words \n</p>')).toBe('chosen words');
    expect(readFrame(document)).toMatchObject({
      version: 1,
      text: 'chosen words',
      isCut: false,
      isSecret: false,
      isEditable: false,
      focusIn: 'here',
      title: 'A page',
      url: document.location.href,
    });
  });

  it('without a selection gives none', () => {
    vi.spyOn(globalThis, 'getSelection').mockReturnValue(null);
    expect(readFrame(document).text).toBe('');
  });

  it('gives every range where there are several', () => {
    add('<p id="a">one</p><p id="b">two</p>');
    select([contentsOf(byId('a')), contentsOf(byId('b'))]);
    expect(readFrame(document).text).toBe('one\ntwo');
  });

  it('cuts a megabyte, and never through a pair of surrogates', () => {
    expect(readAll(`<p>${'x'.repeat(1_000_005)}</p>`)).toHaveLength(1_000_000);
    expect(readFrame(document)).toMatchObject({ isCut: true });
    document.body.replaceChildren();
    expect(readAll(`<p>${'x'.repeat(999_999)}🌍</p>`)).toHaveLength(999_999);
  });
});

describe('text is taken as it is drawn', () => {
  it.each([
    ['<p>One\n   line</p><p>Another</p>', 'One line\n\nAnother'],
    ['<div>one</div><div>two</div>', 'one\ntwo'],
    ['a<br>b', 'a\nb'],
    ['<b>bold</b> and <i>slanted</i> text', 'bold and slanted text'],
    ['<pre style="white-space: pre">kept\n  as is</pre>', 'kept\n  as is'],
    ['<script>no()</script><style>.no{}</style>yes', 'yes'],
    ['<span style="display: none">no</span>yes', 'yes'],
    ['<div style="opacity: 0"><b>no</b></div>yes', 'yes'],
    ['<span style="visibility: hidden">no<b style="visibility: visible">yes</b></span>', 'yes'],
    ['<span style="font-size: 0px">no</span>yes', 'yes'],
    ['yes <input value="no"><textarea>no</textarea>', 'yes'],
  ])('%j gives %j', (html, text) => {
    expect(readAll(html)).toBe(text);
  });

  it('whatever names the page gives to its own parts', () => {
    const html =
      '<form><p>Seen</p><input name="childNodes"><input name="localName"><input name="nodeType">' +
      '<input name="getAttribute"></form><img name="activeElement"><img name="title">';
    expect(readAll(html)).toBe('Seen');
  });
});

describe('a text control', () => {
  it.each(['<input value="Some words here">', '<textarea>Some words here</textarea>'])(
    'gives its selected part: %s',
    (html) => {
      select([]);
      field(html, 5, 10);
      expect(readFrame(document)).toMatchObject({ text: 'words', isEditable: true });
    },
  );

  it.each([
    '<input type="password" value="hunter2">',
    '<input type="PASSWORD" value="hunter2">',
    '<input type="text" autocomplete="current-password" value="hunter2">',
    '<input type="text" autocomplete="section-a new-password" value="hunter2">',
    '<input autocomplete="one-time-code" value="hunter2">',
    '<input autocomplete="cc-number" value="hunter2">',
    '<input autocomplete="CC-CSC" value="hunter2">',
  ])('that holds a secret is never read: %s', (html) => {
    select([]);
    const control = field(html, 0, 7);
    const value = vi.spyOn(control, 'value', 'get');
    const reading = readFrame(document);
    expect(reading).toMatchObject({ text: '', isSecret: true });
    expect(value).not.toHaveBeenCalled();
  });

  it.each(['readonly', 'disabled'])('that is %s is read, and not written to', (attribute) => {
    select([]);
    field(`<input ${attribute} value="Some words here">`, 5, 10);
    expect(readFrame(document).isEditable).toBe(false);
  });

  it('with nothing selected leaves the page’s selection to be read', () => {
    add('<p id="p">from the page</p>');
    select([contentsOf(byId('p'))]);
    field('<input value="Some words">', 3, 3);
    expect(readFrame(document).text).toBe('from the page');
  });
});

describe('a shadow tree', () => {
  function host(html: string): ShadowRoot {
    add('<div id="host"><b slot="s">slotted</b></div>');
    const root = byId('host').attachShadow({ mode: 'open' });
    const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html');
    root.append(...parsed.body.childNodes);
    return root;
  }

  it('gives the text between the composed ends, blocks on lines of their own', () => {
    const root = host('<p id="a">First line</p><style>.x{}</style><p id="b">Second line</p>');
    const [a, b] = [byId('a', root).firstChild, byId('b', root).firstChild];
    if (a === null || b === null) throw new Error('no text');
    select([], { startContainer: a, startOffset: 6, endContainer: b, endOffset: 6 });
    expect(readFrame(document).text).toBe('line\n\nSecond');
  });

  it('does not read controls inside the range', () => {
    const root = host('<p id="a">One <input type="password" value="hunter2"> two</p>');
    const p = byId('a', root);
    select([], {
      startContainer: p,
      startOffset: 0,
      endContainer: p,
      endOffset: p.childNodes.length,
    });
    const { text } = readFrame(document);
    expect(text).toContain('One');
    expect(text).not.toContain('hunter2');
  });

  it('is passed over when the selection is an ordinary one', () => {
    host('<p>inside</p>');
    add('<p id="out">outside</p>');
    const text = byId('out').firstChild;
    if (text === null) throw new Error('no text');
    select([{ startContainer: text, startOffset: 0, endContainer: text, endOffset: 7 }]);
    expect(readFrame(document).text).toBe('outside');
  });
});

describe('a PDF viewer', () => {
  it('says that it is one', () => {
    select([]);
    add('<embed type="application/pdf">');
    expect(readFrame(document).isPdf).toBe(true);
  });
});
