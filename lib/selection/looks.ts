/**
 * Whether a piece of a page can be seen, by its computed style and its place. What a page hides from the person must
 * not come along with what the person chose. Colour on the same colour is not judged: the quote is shown before Send.
 */
import { isElement, nameOf, own, parentElementOf } from './dom.ts';

/** How an element shows the text in it, its ancestors taken into account. */
export interface Look {
  readonly isGone: boolean;
  /** `visibility` can come back further in. */
  readonly isVisible: boolean;
  readonly isSelectable: boolean;
  /** The page scrolls somewhere inside: what lies outside of the window can be reached. */
  readonly isScrolled: boolean;
  readonly white: 'collapse' | 'keep' | 'keep-lines';
  readonly isBlock: boolean;
  /** Placed over or beside the text: without text of its own it breaks no line. */
  readonly isApart: boolean;
}

const PLAIN: Look = {
  isGone: false,
  isVisible: true,
  isSelectable: true,
  isScrolled: false,
  white: 'collapse',
  isBlock: false,
  isApart: false,
};

/** Never read, whatever they look like: not text, or a person's own input. */
const UNREAD: ReadonlySet<string> = new Set([
  ...['script', 'style', 'noscript', 'template', 'input', 'textarea', 'select', 'datalist'],
  ...['head', 'title', 'object', 'embed', 'iframe', 'audio', 'video', 'canvas'],
]);

/** Looks are computed once for each element and only where something is read. */
export class Looks {
  readonly #known = new Map<Element, Look>();

  of(node: Node): Look {
    const element = isElement(node) ? node : parentElementOf(node);
    if (element === null) return PLAIN;
    // Outermost first, in a loop: a page can nest deeper than a stack reaches.
    const chain: Element[] = [];
    let at: Element | null = element;
    for (; at !== null && !this.#known.has(at); at = drawnIn(at)) chain.push(at);
    let look = (at && this.#known.get(at)) ?? PLAIN;
    for (const one of chain.toReversed()) {
      look = lookAt(one, look);
      this.#known.set(one, look);
    }
    return look;
  }
}

/** The element that this one is drawn in: a slot, a host, or the parent. */
function drawnIn(element: Element): Element | null {
  return own(Element.prototype, 'assignedSlot', element) ?? parentElementOf(element);
}

function lookAt(element: Element, around: Look): Look {
  const name = nameOf(element);
  if (around.isGone || UNREAD.has(name)) return { ...around, isGone: true };
  const style = getComputedStyle(element);
  return {
    isGone: isGone(element, style),
    isVisible: !/^(?:hidden|collapse)$/.test(style.visibility),
    isSelectable: isSelectable(style, around),
    isScrolled: around.isScrolled || isScrolled(element),
    white: whiteOf(style.whiteSpace),
    isBlock: name === 'br' || isBlock(style.display),
    isApart: /^(?:absolute|fixed)$/.test(style.position),
  };
}

/** The window's own scrolling is not meant: it is reckoned with in `isSeen`. */
function isScrolled(element: Element): boolean {
  if (parentElementOf(element) === null) return false;
  const left = own(Element.prototype, 'scrollLeft', element);
  return left !== 0 || own(Element.prototype, 'scrollTop', element) !== 0;
}

function isGone(element: Element, style: CSSStyleDeclaration): boolean {
  if (style.display === 'none' || Number.parseFloat(style.opacity) === 0) return true;
  if (style.getPropertyValue('content-visibility') === 'hidden') return true;
  if (Number.parseFloat(style.fontSize) === 0 || isMasked(style)) return true;
  return isClipped(element, style);
}

/** Text that is drawn as dots: a password field by another name. */
export function isMasked(style: CSSStyleDeclaration): boolean {
  const mask = style.getPropertyValue('-webkit-text-security');
  return mask !== '' && mask !== 'none';
}

/** Cut down to nothing, as text for screen readers alone is, and as instructions for models alone would be. */
function isClipped(element: Element, style: CSSStyleDeclaration): boolean {
  if (/^rect\((?:[01]px(?:, ?| )){3}[01]px\)$/.test(style.clip)) return true;
  const path = style.clipPath;
  if (/^inset\((?:[5-9]\d|100)(?:\.\d+)?%\)$/.test(path) || /^circle\(0/.test(path)) return true;
  if (!/hidden|clip/.test(style.overflow) || style.display === 'inline') return false;
  const { width, height } = Element.prototype.getBoundingClientRect.call(element);
  return width + height > 0 && (width <= 1 || height <= 1);
}

/** `auto` goes by what is around it (CSS UI 4); not every browser says so in the computed value. */
function isSelectable(style: CSSStyleDeclaration, around: Look): boolean {
  const value =
    style.getPropertyValue('user-select') || style.getPropertyValue('-webkit-user-select');
  if (value === 'none') return false;
  return value === '' || value === 'auto' ? around.isSelectable : true;
}

/** What becomes of blanks, tabs and line ends. */
export function whiteOf(whiteSpace: string): Look['white'] {
  if (/^(?:pre|pre-wrap|break-spaces|preserve.*)$/.test(whiteSpace)) return 'keep';
  return whiteSpace === 'pre-line' ? 'keep-lines' : 'collapse';
}

function isBlock(display: string): boolean {
  return display !== '' && !/^(?:inline|contents|none|ruby|table-cell)/.test(display);
}

/** Says whether a text is drawn anywhere that the person could look at. */
export type Seen = (text: Text, look: Look) => boolean;

/** Has a size, and lies where one can scroll to: nothing can be scrolled to above or before a page's beginning. */
export const isSeen: Seen = (text, look) => {
  const range = new Range();
  range.selectNodeContents(text);
  const root = own(Document.prototype, 'documentElement', text.ownerDocument);
  const isRightToLeft = getComputedStyle(root).direction === 'rtl';
  return [...range.getClientRects()].some((box) => {
    if (box.width <= 0 || box.height <= 0) return false;
    if (look.isScrolled) return true;
    return box.bottom + scrollY > 0 && (isRightToLeft || box.right + scrollX > 0);
  });
};
