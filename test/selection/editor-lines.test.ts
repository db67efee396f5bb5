// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesAt, writeLines } from '../../lib/selection/editor-lines.ts';

const PARAGRAPH = 'insertParagraph';
const BREAK = 'insertLineBreak';

let given: string[];

/** A browser that writes down what it is told to edit; what comes of it is tried in real ones. */
beforeEach(() => {
  given = [];
  document.body.replaceChildren();
  const execCommand = (name: string, _: boolean, text: string): void => {
    given.push(name === 'insertText' ? text : name);
  };
  Reflect.set(Document.prototype, 'execCommand', execCommand);
});

afterEach(() => void Reflect.deleteProperty(Document.prototype, 'execCommand'));

function linesIn(inside: string) {
  const html = `<div id="editor" contenteditable style="margin: 9px">${inside}</div>`;
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  document.body.append(...parsed.body.childNodes);
  const host = document.getElementById('editor');
  const quote = document.getElementById('quote')?.firstChild ?? host?.firstChild;
  if (!host || !quote) throw new Error('no quote');
  return { host, lines: linesAt(quote, host) };
}

/** What an editor is told that has this in it. */
function commands(inside: string, text: string): string[] {
  const { host, lines } = linesIn(inside);
  const steps = writeLines(host, text, lines);
  // Each of them is one more step of the editor's undo, and must be counted.
  expect(steps).toBeGreaterThanOrEqual(given.length);
  return given;
}

const LIST = 'One:\n\n- a\n- b\n\nTwo.';

describe('an answer in an editor', () => {
  it('has its lines within paragraphs where these stand apart', () => {
    const quote = '<b id="quote" style="display: inline">Quote</b>';
    expect(commands(`<p style="margin: 9px 0">${quote}</p>`, LIST)).toEqual([
      ...['One:', PARAGRAPH, '- a', BREAK, '- b', PARAGRAPH, 'Two.'],
    ]);
  });

  it.each([
    ['in blocks without room around them', '<div id="quote" style="margin: 0px">Quote</div>'],
    ['without any block', 'Quote'],
  ])('has each line as a line of its own %s', (_, inside) => {
    expect(commands(inside, LIST)).toEqual([
      ...['One:', PARAGRAPH, PARAGRAPH, '- a', PARAGRAPH, '- b', PARAGRAPH, PARAGRAPH, 'Two.'],
    ]);
  });

  it.each(['li', 'pre'])('stays within one <%s>', (name) => {
    expect(commands(`<${name} id="quote" style="margin: 9px 0">Quote</${name}>`, LIST)).toEqual([
      ...['One:', BREAK, BREAK, '- a', BREAK, '- b', BREAK, BREAK, 'Two.'],
    ]);
  });

  it('has its indents, also where an editor would make one blank of a tab', () => {
    const code = 'if a:\n\tb';
    const drawn = '<div id="quote" style="white-space: normal">Quote</div>';
    expect(commands(drawn, code)).toEqual(['if a:', PARAGRAPH, '    b']);
  });

  it('has its tabs where the editor keeps them', () => {
    const kept = '<div id="quote" style="white-space: pre-wrap">Quote</div>';
    expect(commands(kept, 'a\tb')).toEqual(['a\tb']);
  });

  it('begins a paragraph where it comes after another one', () => {
    expect(linesIn('<p id="quote" style="margin: 9px 0">Quote</p>').lines.apart).toBe('\n\n');
    document.body.replaceChildren();
    expect(linesIn('<div id="quote">Quote</div>').lines.apart).toBe('\n');
  });
});
