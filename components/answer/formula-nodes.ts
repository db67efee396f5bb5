/**
 * TeX into MathML nodes: temml reads the formula into a tree, and what of the tree is known is drawn as nodes of ours.
 * No markup on the way, no address, no script, no style but the few that formulas need. Loaded late.
 */
import { h, type VNode } from 'preact';
import temml from 'temml';
import { styleOf } from './formula-style.ts';

const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'math semantics mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover ' +
    'mtable mtr mtd mstyle mpadded mphantom merror menclose mprescripts mmultiscripts none'
  ).split(' '),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'display mathvariant stretchy fence separator form lspace rspace largeop movablelimits accent accentunder ' +
    'linethickness columnalign rowalign columnspacing rowspacing columnlines rowlines displaystyle scriptlevel ' +
    'width height depth voffset minsize maxsize symmetric columnspan rowspan notation dir'
  ).split(' '),
);
/** Deeper than any formula that somebody wrote. */
const MAX_DEPTH = 60;
const MAX_NODES = 4_000;

interface Budget {
  nodes: number;
}

/** The formula as nodes; undefined when it cannot be read. */
export function formulaNodes(tex: string, isBlock: boolean): VNode | undefined {
  try {
    const tree: unknown = temml.__renderToMathMLTree(tex, {
      displayMode: isBlock,
      throwOnError: true,
      trust: false,
      maxExpand: 200,
      maxSize: [20, 20],
    });
    const drawn = draw(tree, 0, { nodes: 0 });
    return typeof drawn === 'string' ? undefined : drawn[0];
  } catch {
    return undefined;
  }
}

type Drawn = VNode[] | string;

function draw(node: unknown, depth: number, budget: Budget): Drawn {
  budget.nodes += 1;
  if (depth > MAX_DEPTH || budget.nodes > MAX_NODES) throw new RangeError('formula');
  if (typeof node !== 'object' || node === null) return [];
  const words: unknown = Reflect.get(node, 'text');
  if (typeof words === 'string') return words;
  const type: unknown = Reflect.get(node, 'type');
  const children = childrenOf(node).map((child) => draw(child, depth + 1, budget));
  // A fragment, a span, or an element that is not known: what is inside counts.
  if (typeof type !== 'string' || !ELEMENTS.has(type)) return flat(children);
  return [h(type, propsOf(node), children)];
}

function childrenOf(node: object): unknown[] {
  const children: unknown = Reflect.get(node, 'children');
  return Array.isArray(children) ? children : [];
}

/** Nodes stay nodes; loose words need an element of their own to stand in. */
function flat(children: readonly Drawn[]): VNode[] {
  return children.flatMap((child) =>
    typeof child === 'string' ? [h('mtext', null, child)] : child,
  );
}

function propsOf(node: object): Record<string, unknown> {
  const attributes: unknown = Reflect.get(node, 'attributes');
  const known = Object.entries(typeof attributes === 'object' ? (attributes ?? {}) : {}).filter(
    ([name, value]) =>
      ATTRIBUTES.has(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  const style = styleOf(Reflect.get(node, 'style'));
  const props = Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
  return Object.keys(style).length > 0 ? { ...props, style } : props;
}
