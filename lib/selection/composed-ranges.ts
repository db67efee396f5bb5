/**
 * Where a selection begins and ends, seen through open shadow roots. `getSelection` alone is blind in them;
 * `getComposedRanges` (Chrome 137, Firefox 142) is not, when it is told which roots to look into.
 */
import { own } from './dom.ts';

/** The ends of a range, in whatever tree they stand. */
export interface RangeEnds {
  readonly startContainer: Node;
  readonly startOffset: number;
  readonly endContainer: Node;
  readonly endOffset: number;
}

/** A page with more elements than this is looked into no further. */
const MAX_ELEMENTS = 200_000;
/** Cells picked one by one in Firefox. */
const MAX_RANGES = 1_000;

/** Every open shadow root of the document, nested ones too. */
function openShadowRoots(document: Document): ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  const pending: (Document | ShadowRoot)[] = [document];
  let seen = 0;
  for (let tree = pending.pop(); tree !== undefined; tree = pending.pop()) {
    const prototype = tree === document ? Document.prototype : DocumentFragment.prototype;
    for (const element of prototype.querySelectorAll.call(tree, '*')) {
      if (++seen > MAX_ELEMENTS) return roots;
      const root = own(Element.prototype, 'shadowRoot', element);
      if (root === null) continue;
      roots.push(root);
      pending.push(root);
    }
  }
  return roots;
}

/** What is selected, range by range; only Firefox has more than one. */
export function selectedRanges(selection: globalThis.Selection, document: Document): RangeEnds[] {
  const ranges = Array.from({ length: Math.min(selection.rangeCount, MAX_RANGES) }, (_, index) =>
    selection.getRangeAt(index),
  );
  const isSeveral = ranges.length > 1;
  const composed = isSeveral ? undefined : composedRange(selection, openShadowRoots(document));
  return (composed === undefined ? ranges : [composed]).filter((range) => !isEmpty(range));
}

function composedRange(
  selection: globalThis.Selection,
  shadowRoots: ShadowRoot[],
): RangeEnds | undefined {
  if (shadowRoots.length === 0 || typeof selection.getComposedRanges !== 'function')
    return undefined;
  const [range] = selection.getComposedRanges({ shadowRoots });
  return range;
}

function isEmpty({ startContainer, startOffset, endContainer, endOffset }: RangeEnds): boolean {
  return startContainer === endContainer && startOffset === endOffset;
}
