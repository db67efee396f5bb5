/**
 * The field that a selection was read from, remembered in the extension's own world of that frame, so that an answer
 * can be written back there. Held weakly: a field that the page has thrown away is gone.
 */
import type { RangeEnds } from './composed-ranges.ts';
import { isElement, own, parentElementOf } from './dom.ts';
import { isSecretField, type ControlReading, type TextControl } from './text-control.ts';

/** Part of a text control, by offsets. */
export interface ControlField {
  readonly kind: 'control';
  readonly control: WeakRef<TextControl>;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Part of an editor, by nodes. */
export interface EditorField {
  readonly kind: 'editor';
  readonly host: WeakRef<HTMLElement>;
  readonly startContainer: WeakRef<Node>;
  readonly startOffset: number;
  readonly endContainer: WeakRef<Node>;
  readonly endOffset: number;
  readonly text: string;
}

export type Field = ControlField | EditorField;

/** In a script's own world this is nothing that a page can see. */
const PLACE = 'sotto-field';

export function rememberedField(): Field | undefined {
  const field: unknown = Reflect.get(globalThis, PLACE);
  return isField(field) ? field : undefined;
}

function isField(value: unknown): value is Field {
  return typeof value === 'object' && value !== null && 'kind' in value && 'text' in value;
}

/** True when an answer could be written to where this was read. */
export function rememberField(
  control: ControlReading,
  ranges: readonly RangeEnds[],
  text: string,
): boolean {
  const field = control.kind === 'text' ? controlField(control) : editorField(ranges, text);
  Reflect.set(globalThis, PLACE, field);
  return field !== undefined;
}

function controlField(reading: ControlReading & { kind: 'text' }): ControlField | undefined {
  const { control, place, text } = reading;
  if (place === undefined || !isWritable(control)) return undefined;
  return { kind: 'control', control: new WeakRef(control), ...place, text };
}

export function isWritable(control: TextControl): boolean {
  return !control.readOnly && !control.disabled && !isSecretField(control);
}

function editorField(ranges: readonly RangeEnds[], text: string): EditorField | undefined {
  const [range] = ranges;
  if (range === undefined || ranges.length > 1) return undefined;
  const { startContainer, startOffset, endContainer, endOffset } = range;
  const host = editorOf(startContainer);
  if (host === undefined || host !== editorOf(endContainer)) return undefined;
  return {
    kind: 'editor',
    host: new WeakRef(host),
    startContainer: new WeakRef(startContainer),
    startOffset,
    endContainer: new WeakRef(endContainer),
    endOffset,
    text,
  };
}

/** The outermost element around a node that can be edited: an editor, or the body of a document in design mode. */
export function editorOf(node: Node): HTMLElement | undefined {
  let host: HTMLElement | undefined;
  let at = isElement(node) ? node : parentElementOf(node);
  for (; at instanceof HTMLElement && isEditable(at); at = parentElementOf(at)) host = at;
  return host;
}

function isEditable(element: HTMLElement): boolean {
  return own(HTMLElement.prototype, 'isContentEditable', element);
}

/** The browser's own editing, which keeps the undo and tells the page's editor by its usual events. */
export function runCommand(near: Node, name: string, text = ''): void {
  const document = own(Node.prototype, 'ownerDocument', near);
  if (document !== null) Document.prototype.execCommand.call(document, name, false, text);
}
