/**
 * Walks what is drawn of a tree, between two points or all of it: shadow trees in place of their hosts' children,
 * slotted nodes in place of their slots. In a loop, not by recursion: a page can nest deeper than a stack reaches.
 */
import type { RangeEnds } from './composed-ranges.ts';
import { composedChildren, isElement, isText } from './dom.ts';
import { isSeen, Looks, type Look, type Seen } from './looks.ts';

export interface Visitor {
  enter?(element: Element, look: Look): void;
  leave?(element: Element, look: Look): void;
  text(data: string, look: Look): void;
  isFull(): boolean;
}

export interface WalkOptions {
  /** Without them everything is inside. */
  readonly ends?: RangeEnds | undefined;
  /** Text that cannot be highlighted was not highlighted. */
  readonly isSelectableOnly?: boolean;
  readonly isSeen?: Seen;
}

interface Step {
  readonly node: Node;
  readonly children: readonly Node[];
  next: number;
  /** Its `enter` was told. */
  isEntered: boolean;
}

export function walk(root: Node, visitor: Visitor, options: WalkOptions = {}): void {
  new Walk(visitor, options).over(root);
}

class Walk {
  readonly #visitor: Visitor;
  readonly #options: WalkOptions;
  readonly #looks = new Looks();
  #isInside: boolean;
  #isOver = false;

  constructor(visitor: Visitor, options: WalkOptions) {
    this.#visitor = visitor;
    this.#options = options;
    this.#isInside = options.ends === undefined;
  }

  over(root: Node): void {
    const steps: Step[] = [this.#begin(root)];
    for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
      if (this.#isOver || this.#visitor.isFull()) return this.#leaveAll(steps);
      this.#pass(step.node, step.next);
      if (this.#isOver) return this.#leaveAll(steps);
      const child = step.children[step.next];
      step.next += 1;
      if (child === undefined) {
        this.#leave(step);
        steps.pop();
      } else if (isText(child)) this.#take(child);
      else if (!this.#isSkipped(child)) steps.push(this.#begin(child));
    }
  }

  #begin(node: Node): Step {
    const isEntered = this.#isInside && isElement(node);
    if (isEntered) this.#visitor.enter?.(node, this.#looks.of(node));
    return { node, children: composedChildren(node), next: 0, isEntered };
  }

  #leave({ node, isEntered }: Step): void {
    if (!isElement(node) || !this.#isInside) return;
    // The end of a block in which the selection began is the end of a line too.
    if (isEntered || this.#options.ends !== undefined)
      this.#visitor.leave?.(node, this.#looks.of(node));
  }

  #leaveAll(steps: readonly Step[]): void {
    for (const step of steps.toReversed()) if (step.isEntered) this.#leave(step);
  }

  /** What is gone can be left out unless one of the ends stands in it. */
  #isSkipped(node: Node): boolean {
    if (!this.#isInside || !isElement(node) || !this.#looks.of(node).isGone) return false;
    const end = this.#options.ends?.endContainer;
    return end === undefined || !Node.prototype.contains.call(node, end);
  }

  /** Notes when the walk crosses an end that is given as "before the n-th child of this node". */
  #pass(node: Node, index: number): void {
    const { ends } = this.#options;
    if (ends === undefined) return;
    if (node === ends.startContainer && index >= ends.startOffset) this.#isInside = true;
    if (node === ends.endContainer && index >= ends.endOffset) this.#isOver = true;
  }

  #take(node: Text): void {
    const { ends } = this.#options;
    const isStart = node === ends?.startContainer;
    const isEnd = node === ends?.endContainer;
    if (isStart) this.#isInside = true;
    if (isEnd) this.#isOver = true;
    if (!this.#isInside) return;
    const look = this.#looks.of(node);
    if (look.isGone || !look.isVisible) return;
    if (this.#options.isSelectableOnly && !look.isSelectable) return;
    const whole = node.data;
    if (whole.trim() !== '' && !(this.#options.isSeen ?? isSeen)(node, look)) return;
    const data = whole.slice(isStart ? ends?.startOffset : 0, isEnd ? ends?.endOffset : undefined);
    this.#visitor.text(data, look);
  }
}
