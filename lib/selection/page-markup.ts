/**
 * The text of a whole page as markup of our own making: only what is drawn, in plain elements without any attribute
 * but class and id, which a reader of articles goes by. Made of the live page and not of its source, because only the
 * live page says what the person can see; nothing in it can be run, loaded or clicked.
 */
import { attributeOf, nameOf } from './dom.ts';
import type { Look, Seen } from './looks.ts';
import { walk, type Visitor } from './walk.ts';

/** UTF-16 units of markup; a page with more is read no further, and the person is told. */
export const MAX_MARKUP_LENGTH = 3_000_000;

/** Kept by name; every other element is a div or a span. Forms and their fields are not among them. */
const KEPT: ReadonlySet<string> = new Set([
  ...['article', 'main', 'section', 'header', 'footer', 'nav', 'aside', 'p', 'h1', 'h2', 'h3'],
  ...['h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote', 'pre', 'code', 'table'],
  ...['thead', 'tbody', 'tr', 'th', 'td', 'figure', 'figcaption', 'a', 'em', 'strong', 'b', 'i'],
]);
const MAX_NAME = 200;

class MarkupVisitor implements Visitor {
  readonly #parts: string[] = [];
  #length = 0;

  get whole(): string {
    return this.#parts.join('');
  }

  enter(element: Element, look: Look): void {
    const name = nameOf(element);
    if (name === 'br') return this.#add('<br>');
    this.#add(`<${tagOf(name, look)}${attribute(element, 'class')}${attribute(element, 'id')}>`);
  }

  leave(element: Element, look: Look): void {
    const name = nameOf(element);
    if (name !== 'br') this.#add(`</${tagOf(name, look)}>`);
  }

  text(data: string, { white }: Look): void {
    const text = escaped(data);
    this.#add(white === 'keep' ? text.replaceAll('\n', '<br>') : text.replace(/\s+/g, ' '));
  }

  isFull(): boolean {
    return this.#length >= MAX_MARKUP_LENGTH;
  }

  #add(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
  }
}

function tagOf(name: string, look: Look): string {
  if (KEPT.has(name)) return name;
  return look.isBlock ? 'div' : 'span';
}

function attribute(element: Element, name: string): string {
  const value = attributeOf(element, name).slice(0, MAX_NAME);
  return value === '' ? '' : ` ${name}="${escaped(value)}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function pageMarkup(root: Node, isSeen?: Seen): { html: string; isCut: boolean } {
  const markup = new MarkupVisitor();
  walk(root, markup, isSeen === undefined ? {} : { isSeen });
  return { html: markup.whole, isCut: markup.isFull() };
}
