/**
 * What the person has selected on this page, as far as the button needs it: where it ends. Never shown for what stands
 * in a field, nor over one. Must never hand the text on; whoever is asked reads it then.
 */
import { placesFor, pointsOf, type Box, type Size } from './place.ts';

const FIELDS = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';

function isField(element: Element | null): boolean {
  return element !== null && element.closest(FIELDS) !== null;
}

function elementAt(node: Node | null): Element | null {
  return node instanceof Element ? node : (node?.parentElement ?? null);
}

/** The last line of the selection; undefined when there is nothing to ask about here. */
export function endOfSelection(document: Document): Box | undefined {
  const selection = document.getSelection();
  if (selection === null || selection.type !== 'Range' || selection.rangeCount === 0) return;
  if (selection.toString().trim() === '') return;
  if (isField(document.activeElement) || document.designMode === 'on') return;
  if (isField(elementAt(selection.anchorNode)) || isField(elementAt(selection.focusNode))) return;
  const lines = [...selection.getRangeAt(0).getClientRects()];
  return lines.findLast(({ width, height }) => width > 0 && height > 0);
}

/** The first place near the selection that covers no field; undefined when there is none in view. */
export function freePlace(document: Document, end: Box, size: Size): Box | undefined {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const view = { width, height: Math.min(height, innerHeight) };
  return placesFor(end, size, view).find((place) =>
    pointsOf(place).every(
      ([x, y]) => !document.elementsFromPoint(x, y).some((element) => element.matches(FIELDS)),
    ),
  );
}
