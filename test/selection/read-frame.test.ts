// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readFrame } from '../../lib/selection/index.ts';

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

/** A selection as the browser would tell it; composed ranges are what happy-dom lacks. */
function select(text: string, composed?: Partial<StaticRange>): void {
  const selection = {
    toString: () => text,
    getComposedRanges: () => (composed === undefined ? [] : [composed]),
  };
  vi.spyOn(document, 'getSelection').mockReturnValue(selection as unknown as Selection);
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
    select('  chosen words \n');
    expect(readFrame(document)).toMatchObject({
      version: 1,
      text: 'chosen words',
      isCut: false,
      isSecret: false,
      title: 'A page',
      url: document.location.href,
    });
  });

  it('without a selection gives none', () => {
    vi.spyOn(document, 'getSelection').mockReturnValue(null);
    expect(readFrame(document).text).toBe('');
  });

  it('cuts a megabyte, and never through a pair of surrogates', () => {
    select('x'.repeat(1_000_005));
    expect(readFrame(document)).toMatchObject({ isCut: true });
    expect(readFrame(document).text).toHaveLength(1_000_000);
    select(`${'x'.repeat(999_999)}🌍`);
    expect(readFrame(document).text).toHaveLength(999_999);
  });
});

describe('a text control', () => {
  it.each(['<input value="Some words here">', '<textarea>Some words here</textarea>'])(
    'gives its selected part: %s',
    (html) => {
      select('');
      field(html, 5, 10);
      expect(readFrame(document).text).toBe('words');
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
    // Even where the browser's own selection would give it away.
    select('hunter2');
    const control = field(html, 0, 7);
    const value = vi.spyOn(control, 'value', 'get');
    const reading = readFrame(document);
    expect(reading).toMatchObject({ text: '', isSecret: true });
    expect(value).not.toHaveBeenCalled();
  });

  it('with nothing selected leaves the page’s selection to be read', () => {
    select('from the page');
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
    select('', { startContainer: a, startOffset: 6, endContainer: b, endOffset: 6 });
    expect(readFrame(document).text.replace(/\s+/g, ' ')).toBe('line Second');
    expect(readFrame(document).text).toContain('\n');
  });

  it('does not read controls inside the range', () => {
    const root = host('<p id="a">One <input type="password" value="hunter2"> two</p>');
    const p = byId('a', root);
    select('', {
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
    select('outside', { startContainer: text, startOffset: 0, endContainer: text, endOffset: 7 });
    expect(readFrame(document).text).toBe('outside');
  });
});

describe('a PDF viewer', () => {
  it('says that it is one', () => {
    select('');
    add('<embed type="application/pdf">');
    expect(readFrame(document).isPdf).toBe(true);
  });
});
