/**
 * Lines and paragraphs of an answer in an editor, as the person would have typed them there.
 */
import { isElement, nameOf, parentElementOf } from './dom.ts';
import { runCommand } from './field.ts';
import { whiteOf } from './looks.ts';

/** How an editor parts what is written into it. */
export interface Lines {
  /** The command that ends a line. */
  readonly line: 'insertParagraph' | 'insertLineBreak';
  /** The command for an empty line: undefined where it is a line like the others. */
  readonly empty?: 'insertParagraph';
  /** The line ends that make what follows begin a paragraph. */
  readonly apart: '\n' | '\n\n';
  readonly keepsTabs: boolean;
}

/**
 * A paragraph that stands apart by itself needs no empty line, and its lines are broken within it; where paragraphs
 * stand close, each line is one, as Enter would make it. Enter in an item or in code would begin another one.
 */
export function linesAt(start: Node, host: HTMLElement): Lines {
  const block = blockAt(start, host);
  const { marginTop, marginBottom, whiteSpace } = getComputedStyle(block);
  const keepsTabs = whiteOf(whiteSpace) === 'keep';
  if (/^(?:li|pre)$/.test(nameOf(block)))
    return { line: 'insertLineBreak', apart: '\n', keepsTabs };
  const isApart =
    block !== host && Number.parseFloat(marginTop) + Number.parseFloat(marginBottom) > 0;
  return isApart
    ? { line: 'insertLineBreak', empty: 'insertParagraph', apart: '\n\n', keepsTabs }
    : { line: 'insertParagraph', apart: '\n', keepsTabs };
}

/** The innermost block around it, at most the editor itself. */
function blockAt(start: Node, host: HTMLElement): Element {
  let at = isElement(start) ? start : parentElementOf(start);
  while (at !== null && at !== host && getComputedStyle(at).display.startsWith('inline')) {
    at = parentElementOf(at);
  }
  return at ?? host;
}

/** By commands alone: what browsers make of a line end within inserted text differs. */
export function writeLines(
  host: HTMLElement,
  text: string,
  { line, empty, keepsTabs }: Lines,
): number {
  const pieces = text.split(empty === undefined ? /(\n)/ : /(\n+)/);
  for (const piece of pieces) {
    if (piece.startsWith('\n')) runCommand(host, (piece.length > 1 && empty) || line);
    else if (piece !== '')
      runCommand(host, 'insertText', keepsTabs ? piece : piece.replaceAll('\t', '    '));
  }
  return pieces.length;
}
