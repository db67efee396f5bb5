/**
 * The text between two points of the composed tree: shadow trees in place of their hosts' children, slotted nodes in
 * place of their slots. Must never descend into scripts, styles, or text controls.
 */
import type { RangeEnds } from './composed-ranges.ts';

const UNREAD: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'input',
  'textarea',
  'select',
]);

/** Text from start to end in composed order, blocks on lines of their own, at most `maxLength` long. */
export function composedText(root: Node, ends: RangeEnds, maxLength: number): string {
  const walk: Walk = { ends, maxLength, text: '', isInside: false, isOver: false };
  visit(root, walk);
  return walk.text.replace(/[ \t]*\n[ \t\n]*\n/g, '\n\n').trim();
}

interface Walk {
  readonly ends: RangeEnds;
  readonly maxLength: number;
  text: string;
  isInside: boolean;
  isOver: boolean;
}

function visit(node: Node, walk: Walk): void {
  if (walk.isOver) return;
  if (isText(node)) {
    takeText(node, walk);
    return;
  }
  if (isElement(node) && UNREAD.has(node.localName)) return;
  const isBlock = isElement(node) && startsLine(node);
  if (isBlock) breakLine(walk);
  composedChildren(node).forEach((child, index) => {
    passPoint(node, index, walk);
    visit(child, walk);
  });
  passPoint(node, node.childNodes.length, walk);
  if (isBlock) breakLine(walk);
}

/** Notes when the walk crosses an end that is given as "before the n-th child of this node". */
function passPoint(node: Node, index: number, walk: Walk): void {
  const { startContainer, startOffset, endContainer, endOffset } = walk.ends;
  if (node === startContainer && index >= startOffset) walk.isInside = true;
  if (node === endContainer && index >= endOffset) walk.isOver = true;
}

function takeText(node: Text, walk: Walk): void {
  const { startContainer, startOffset, endContainer, endOffset } = walk.ends;
  const isStart = node === startContainer;
  const isEnd = node === endContainer;
  if (isStart) walk.isInside = true;
  if (walk.isInside) {
    const piece = node.data.slice(isStart ? startOffset : 0, isEnd ? endOffset : undefined);
    walk.text += piece.slice(0, walk.maxLength - walk.text.length);
  }
  if (isEnd || walk.text.length >= walk.maxLength) walk.isOver = true;
}

function breakLine(walk: Walk): void {
  if (walk.isInside && !walk.isOver && !walk.text.endsWith('\n')) walk.text += '\n';
}

function composedChildren(node: Node): Node[] {
  if (!isElement(node)) return [...node.childNodes];
  if (node.shadowRoot !== null) return [node.shadowRoot];
  if (node.localName === 'slot' && 'assignedNodes' in node) {
    const assigned = (node as HTMLSlotElement).assignedNodes();
    if (assigned.length > 0) return assigned;
  }
  return [...node.childNodes];
}

function startsLine(element: Element): boolean {
  if (element.localName === 'br') return true;
  const display = element.ownerDocument.defaultView?.getComputedStyle(element).display ?? 'inline';
  return !display.startsWith('inline') && display !== 'contents' && display !== 'none';
}

function isText(node: Node): node is Text {
  return node.nodeType === 3;
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
