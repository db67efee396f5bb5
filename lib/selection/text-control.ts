/**
 * Text selected in inputs and text areas, which no DOM range can see (HTML, section 4.10.20).
 * Must never read the value of a field that holds a secret.
 */
import { attributeOf, isElement, nameOf, own } from './dom.ts';
import { isMasked } from './looks.ts';

export type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** Autofill tokens (HTML, section 4.10.18.7) of fields that are never read. `cc-*` are card details. */
const SECRET_TOKEN = /^(current-password|new-password|one-time-code|cc-.*)$/;

export type ControlReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'secret' }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly control: TextControl;
      /** Types like email and number tell no offsets. */
      readonly place: { readonly start: number; readonly end: number } | undefined;
    };

/** True for a field whose content is a secret by its type, by its looks, or by what it says it is for. */
export function isSecretField(control: TextControl): boolean {
  if (attributeOf(control, 'type').toLowerCase() === 'password') return true;
  if (isMasked(getComputedStyle(control))) return true;
  const tokens = attributeOf(control, 'autocomplete').toLowerCase().split(/\s+/);
  return tokens.some((token) => SECRET_TOKEN.test(token));
}

/** The selected part of the focused control, if the focus is in one. */
export function readTextControl(
  focused: Element | null,
  selection: globalThis.Selection | null,
): ControlReading {
  if (!isTextControl(focused)) return { kind: 'none' };
  // Judged before the value is touched. A field of this kind is refused even when nothing in it is selected,
  // because its selection is not told for every type.
  if (isSecretField(focused)) return { kind: 'secret' };
  const { selectionStart: start, selectionEnd: end } = focused;
  if (start === null || end === null) return readWithoutOffsets(focused, selection);
  if (start === end) return { kind: 'none' };
  const text = focused.value.slice(start, end);
  return { kind: 'text', text, control: focused, place: { start, end } };
}

/** Chrome tells what is selected in such a field; it counts only where the field really holds it. */
function readWithoutOffsets(
  control: TextControl,
  selection: globalThis.Selection | null,
): ControlReading {
  const text = selection?.toString() ?? '';
  if (text === '' || !control.value.includes(text)) return { kind: 'none' };
  return { kind: 'text', text, control, place: undefined };
}

/** By name and not by class: the page script and the element may belong to different realms. */
function isTextControl(element: Node | null): element is TextControl {
  if (element === null || !isElement(element)) return false;
  return nameOf(element) === 'input' || nameOf(element) === 'textarea';
}

/** The element that has the focus, looked up through open shadow roots. */
export function focusedElement(document: Document): Element | null {
  let focused = own(Document.prototype, 'activeElement', document);
  for (let inner = innerFocus(focused); inner !== null; inner = innerFocus(focused))
    focused = inner;
  return focused;
}

function innerFocus(focused: Element | null): Element | null {
  const root = focused && own(Element.prototype, 'shadowRoot', focused);
  return root?.activeElement ?? null;
}
