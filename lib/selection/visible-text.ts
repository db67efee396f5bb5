/**
 * Text as a person sees it: white space as it is drawn, each block on a line of its own, cells apart. The same in
 * every browser, which `Selection.toString` is not.
 */
import { nameOf } from './dom.ts';
import type { Look } from './looks.ts';
import { walk, type Visitor, type WalkOptions } from './walk.ts';

/** With an empty line around them. */
const APART: ReadonlySet<string> = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'figure'],
]);

const isCell = (name: string): boolean => name === 'td' || name === 'th';

class TextVisitor implements Visitor {
  readonly #maxLength: number;
  #text = '';
  /** Line ends and a blank that are owed before the next word. */
  #breaks = 0;
  #hasSpace = false;
  #isBehindCell = false;
  /** What was owed, and how much there was, when each block apart from the line began. */
  readonly #apart: {
    readonly length: number;
    readonly breaks: number;
    readonly hasSpace: boolean;
  }[] = [];

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  get whole(): string {
    return this.#text.trim().slice(0, this.#maxLength);
  }

  enter(element: Element, look: Look): void {
    const name = nameOf(element);
    if (look.isApart)
      this.#apart.push({
        length: this.#text.length,
        breaks: this.#breaks,
        hasSpace: this.#hasSpace,
      });
    if (name === 'br') this.#break(this.#breaks + 1);
    else if (isCell(name)) {
      if (this.#isBehindCell) this.#add('\t');
    } else if (look.isBlock) this.#break(APART.has(name) ? 2 : 1);
  }

  leave(element: Element, look: Look): void {
    const name = nameOf(element);
    if (isCell(name)) this.#isBehindCell = true;
    else if (look.isBlock && name !== 'br') {
      this.#isBehindCell = false;
      this.#break(APART.has(name) ? 2 : 1);
    }
    const before = look.isApart ? this.#apart.pop() : undefined;
    if (before?.length !== this.#text.length) return;
    this.#breaks = before.breaks;
    this.#hasSpace = before.hasSpace;
  }

  text(data: string, { white }: Look): void {
    if (white === 'keep') return this.#add(data);
    const lines = white === 'keep-lines' ? data.split('\n') : [data];
    lines.forEach((line, index) => {
      if (index > 0) this.#break(this.#breaks + 1);
      this.#addLine(line.replace(/[ \t\n\r\f]+/g, ' '));
    });
  }

  isFull(): boolean {
    return this.#text.length >= this.#maxLength;
  }

  #addLine(line: string): void {
    const words = line.trim();
    if (line.startsWith(' ') && this.#breaks === 0) this.#hasSpace = true;
    if (words === '') return;
    this.#add(words);
    this.#hasSpace = line.endsWith(' ');
  }

  #break(lines: number): void {
    this.#breaks = Math.max(this.#breaks, lines);
    this.#hasSpace = false;
  }

  #add(words: string): void {
    const isAtStart = this.#text === '' || /\s$/.test(this.#text.slice(-1));
    if (this.#text !== '') this.#text += '\n'.repeat(Math.min(this.#breaks, 2));
    if (this.#hasSpace && this.#breaks === 0 && !isAtStart) this.#text += ' ';
    this.#breaks = 0;
    this.#hasSpace = false;
    this.#text += words.slice(0, this.#maxLength - this.#text.length);
  }
}

/** At most `maxLength` UTF-16 units. */
export function visibleText(root: Node, maxLength: number, options: WalkOptions): string {
  const text = new TextVisitor(maxLength);
  walk(root, text, options);
  return text.whole;
}
