/**
 * Where a selection begins and ends, seen through open shadow roots. `getSelection` alone is blind in them;
 * `getComposedRanges` (Chrome 137, Firefox 142) is not, when it is told which roots to look into.
 */

/** The ends of a range, in whatever tree they stand. */
export interface RangeEnds {
  readonly startContainer: Node;
  readonly startOffset: number;
  readonly endContainer: Node;
  readonly endOffset: number;
}

/** A page with more elements than this is looked into no further. */
const MAX_ELEMENTS = 200_000;

/** Every open shadow root of the document, nested ones too. */
export function openShadowRoots(document: Document): ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  const pending: (Document | ShadowRoot)[] = [document];
  let seen = 0;
  for (let tree = pending.pop(); tree !== undefined; tree = pending.pop()) {
    for (const element of tree.querySelectorAll('*')) {
      if (++seen > MAX_ELEMENTS) return roots;
      if (element.shadowRoot === null) continue;
      roots.push(element.shadowRoot);
      pending.push(element.shadowRoot);
    }
  }
  return roots;
}

/** The selection's ends if they reach into a shadow tree; undefined when an ordinary reading sees everything. */
export function endsInShadow(
  selection: globalThis.Selection,
  roots: readonly ShadowRoot[],
): RangeEnds | undefined {
  if (roots.length === 0 || typeof selection.getComposedRanges !== 'function') return undefined;
  const [range] = selection.getComposedRanges({ shadowRoots: [...roots] });
  if (range === undefined) return undefined;
  const isEmpty =
    range.startContainer === range.endContainer && range.startOffset === range.endOffset;
  const touchesShadow = [range.startContainer, range.endContainer].some(
    (node) => node.getRootNode() !== node.ownerDocument,
  );
  return isEmpty || !touchesShadow ? undefined : range;
}
