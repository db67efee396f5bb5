/**
 * Text selected in inputs and text areas, which no DOM range can see (HTML, section 4.10.20).
 * Must never read the value of a field that holds a secret.
 */

/** Autofill tokens (HTML, section 4.10.18.7) of fields that are never read. `cc-*` are card details. */
const SECRET_TOKEN = /^(current-password|new-password|one-time-code|cc-.*)$/;

export type ControlReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'secret' }
  | { readonly kind: 'text'; readonly text: string };

/** True for a field whose content is a secret by its type or by what it says it is for. */
export function isSecretField(control: HTMLInputElement | HTMLTextAreaElement): boolean {
  if (control.getAttribute('type')?.toLowerCase() === 'password') return true;
  const tokens = (control.getAttribute('autocomplete') ?? '').toLowerCase().split(/\s+/);
  return tokens.some((token) => SECRET_TOKEN.test(token));
}

/** The selected part of the focused control, if the focus is in one. */
export function readTextControl(focused: Element | null): ControlReading {
  if (!isTextControl(focused)) return { kind: 'none' };
  // Judged before the value is touched. A field of this kind is refused even when nothing in it is selected,
  // because its selection is not told for every type.
  if (isSecretField(focused)) return { kind: 'secret' };
  const { selectionStart, selectionEnd } = focused;
  // Types like email and number tell no offsets.
  if (selectionStart === null || selectionEnd === null || selectionStart === selectionEnd) {
    return { kind: 'none' };
  }
  return { kind: 'text', text: focused.value.slice(selectionStart, selectionEnd) };
}

// By name and not by class: the page script and the element may belong to different realms.
function isTextControl(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  const name = element?.localName;
  return name === 'input' || name === 'textarea';
}

/** The element that has the focus, looked up through open shadow roots. */
export function focusedElement(root: DocumentOrShadowRoot): Element | null {
  let focused = root.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
