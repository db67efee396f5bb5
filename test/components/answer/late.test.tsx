// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { MarksContext } from '../../../components/answer/AnswerText.tsx';
import { colouredCode, type Coloured } from '../../../components/answer/code-colours.ts';
import { formulaNodes } from '../../../components/answer/formula-nodes.ts';
import { styleOf } from '../../../components/answer/formula-style.ts';
import { Markdown } from '../../../components/answer/Markdown.tsx';
import { markdownTokens } from '../../../components/answer/markdown-tokens.ts';
import { eventually } from '../../fakes/eventually.ts';
import { draw } from '../../fakes/screen.tsx';

const ACTIVE =
  'script, img, iframe, a, [href], [src], [onclick], [onerror], form, input, link, object, embed';

function words(pieces: readonly Coloured[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : words(piece.children)))
    .join('');
}

function formula(tex: string): HTMLElement {
  const root = document.createElement('div');
  const drawn = formulaNodes(tex, true);
  if (drawn) void act(() => render(drawn, root));
  return root;
}

describe('code', () => {
  it('is coloured by kind and loses no character', () => {
    const code = 'const a = "x"; // <b>why</b>\nfunction f() { return 1; }';
    const pieces = colouredCode(code, 'ts') ?? [];
    expect(words(pieces)).toBe(code);
    const scopes = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.scope]));
    expect(scopes).toEqual(expect.arrayContaining(['keyword', 'string', 'comment']));
  });

  it('stays plain in a language that is not known, or when it is too long', () => {
    expect(colouredCode('x', 'klingon')).toBeUndefined();
    expect(colouredCode('x '.repeat(20_000), 'js')).toBeUndefined();
    expect(colouredCode('x'.repeat(3_000), 'js')).toBeUndefined();
  });
});

describe('formulas', () => {
  it('are MathML', () => {
    const root = formula('\\frac{a}{b} = \\sqrt{x^2 + 1}');
    for (const tag of ['math', 'mfrac', 'msqrt', 'msup']) {
      expect(root.querySelector(tag), tag).not.toBeNull();
    }
  });

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://evil.example}',
    '\\includegraphics{https://evil.example/x.png}',
    '\\htmlClass{x}{y}',
    '\\style{position:fixed;background:url(https://evil.example)}{y}',
    '\\text{<img src=x onerror=alert(1)>}',
  ])('hold nothing that acts: %s', (tex) => {
    const root = formula(tex);
    expect(root.querySelector(ACTIVE)).toBeNull();
    expect(new XMLSerializer().serializeToString(root)).not.toMatch(
      /url\(|position|javascript:[^{]*<\/a/,
    );
  });

  it.each(['\\frac{', '\\def\\a{\\a\\a}\\a', '{'.repeat(500), 'x^{'.repeat(200) + '}'.repeat(200)])(
    'that cannot be read are shown as they were written: %s',
    (tex) => expect(formulaNodes(tex, false)).toBeUndefined(),
  );

  it('take styles by name and form only', () => {
    expect(
      styleOf({ color: '#f00', position: 'fixed', width: '2.5em', background: 'url(x)' }),
    ).toEqual({ color: '#f00', width: '2.5em' });
    expect(styleOf({ color: 'url(https://evil.example)' })).toEqual({});
  });

  it.each([
    ['It costs $5 and $6 more.', 0],
    ['From $10 to $20', 0],
    ['a $x$ and $y_1$', 2],
    ['\\(a+b\\) and \\[c\\]', 2],
    ['$$\nx = 1\n$$', 1],
    ['`$x$`', 0],
    ['$2x + 1 = 3$', 1],
    ['$ x $', 0],
    ['\\$x\\$', 0],
  ])('are told from prices and code: %s', (text, count) => {
    const all = JSON.stringify(markdownTokens(text));
    expect(all.split('"type":"math"').length - 1).toBe(count);
  });

  it('are drawn in an answer once their part is loaded', async () => {
    const { root } = await draw(<Markdown text={'So $x^2$.\n\n```js\nlet a = 1;\n```'} />);
    expect(root.textContent).toContain('x^2');
    await act(async () => {
      for (let turn = 0; turn < 200 && !root.querySelector('math'); turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    expect(root.querySelector('math msup')).not.toBeNull();
  });
});

describe('what was hidden', () => {
  it('is put back in text, code and links, marked, and never as markup', async () => {
    const marks = [{ placeholder: '[EMAIL 1]', text: '*a*@example.org' }];
    const { root } = await draw(
      <MarksContext.Provider value={marks}>
        <Markdown text={'Write to **[EMAIL 1]**.\n\n`[EMAIL 1]`\n\n```\n[email_1]\n```'} />
      </MarksContext.Provider>,
    );
    expect([...root.querySelectorAll('.restored')].map((one) => one.textContent)).toEqual(
      Array<string>(3).fill('*a*@example.org'),
    );
    expect(root.querySelector('em')).toBeNull();
  });

  it.each(['yaml', 'python', 'sql', 'json'])(
    'stays put back in coloured code: %s',
    async (name) => {
      const marks = [{ placeholder: '[EMAIL 1]', text: 'ann@example.org' }];
      const text = `\`\`\`${name}\nto: [EMAIL 1]\n\`\`\`\n\n\`\`\`js\nlet a = 1;\n\`\`\``;
      const { root } = await draw(
        <MarksContext.Provider value={marks}>
          <Markdown text={text} />
        </MarksContext.Provider>,
      );
      // The block below, which is coloured after this one.
      await eventually(() => expect(root.querySelector('.code-keyword')).not.toBeNull());
      expect(root.querySelector('pre')?.textContent).toBe('to: ann@example.org');
      expect(root.querySelectorAll('.restored')).toHaveLength(1);
    },
  );

  it('is the label of a link that says where it leads', async () => {
    const { root } = await draw(
      <MarksContext.Provider value={[{ placeholder: '[EMAIL 1]', text: 'ann@example.org' }]}>
        <Markdown text="[EMAIL 1](https://evil.example/x)" />
      </MarksContext.Provider>,
    );
    const link = root.querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://evil.example/x');
    expect(link?.textContent).toBe('ann@example.org evil.example');
  });
});
