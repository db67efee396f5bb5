/**
 * What the page cannot bend of its own tree. A form whose field is called "childNodes", or an image called
 * "getSelection", stands in the way of the property of that name; the prototype's own getter is never in the way.
 * Only for nodes of the frame that this runs in.
 */

/** A property as the browser defines it, whatever the page has named so. */
export function own<O extends object, K extends keyof O>(prototype: O, name: K, of: O): O[K] {
  const value: unknown = Reflect.get(prototype, name, of);
  // The prototype's getter gives what its type says; only the type of Reflect.get knows nothing of it.
  return value as O[K];
}

export function isElement(node: Node): node is Element {
  return own(Node.prototype, 'nodeType', node) === 1;
}

export function isText(node: Node): node is Text {
  return own(Node.prototype, 'nodeType', node) === 3;
}

export function nameOf(element: Element): string {
  return own(Element.prototype, 'localName', element);
}

export function attributeOf(element: Element, name: string): string {
  return Element.prototype.getAttribute.call(element, name) ?? '';
}

/** Children in the order in which they are drawn: a shadow tree for its host's, what is slotted for the slot's. */
export function composedChildren(node: Node): readonly Node[] {
  if (isElement(node)) {
    const shadow = own(Element.prototype, 'shadowRoot', node);
    if (shadow !== null) return [shadow];
    const assigned = assignedTo(node);
    if (assigned.length > 0) return assigned;
  }
  return [...own(Node.prototype, 'childNodes', node)];
}

function assignedTo(element: Element): readonly Node[] {
  if (nameOf(element) !== 'slot' || !(element instanceof HTMLSlotElement)) return [];
  return element.assignedNodes();
}

export function parentElementOf(node: Node): Element | null {
  const parent = own(Node.prototype, 'parentNode', node);
  if (parent instanceof ShadowRoot) return parent.host;
  return parent !== null && isElement(parent) ? parent : null;
}
