/**
 * Reads what is selected in one frame. Runs inside the page, once, under the grant of the person's gesture.
 * Must never change the page, and never read a secret field. What it leaves behind is a weak hold on the field that it
 * read from, in the extension's own world, which no page can look into.
 */
import { selectedRanges, type RangeEnds } from './composed-ranges.ts';
import { attributeOf, nameOf, own } from './dom.ts';
import { rememberField } from './field.ts';
import type { Seen } from './looks.ts';
import { MAX_SELECTION_LENGTH, type FrameReading } from './selection.ts';
import { focusedElement, readTextControl } from './text-control.ts';
import { visibleText } from './visible-text.ts';

const MAX_TITLE = 1_000;
const MAX_URL = 4_000;
/** Elements that hold a document of their own: with the focus in one, nothing here is what the person means. */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame']);

/** @param isSeen How to tell whether text is drawn; a test without a screen has its own. */
export function readFrame(document: Document, isSeen?: Seen): FrameReading {
  const focused = focusedElement(document);
  const selection = getSelection();
  const control = readTextControl(focused, selection);
  const ranges =
    control.kind === 'none' && selection !== null ? selectedRanges(selection, document) : [];
  const text =
    control.kind === 'text'
      ? control.text
      : ranges.map((ends) => rangeText(document, ends, isSeen)).join('\n');
  return {
    version: 1,
    text: cut(text),
    isCut: text.length > MAX_SELECTION_LENGTH,
    isSecret: control.kind === 'secret',
    isPdf: isPdf(document),
    isEditable: text !== '' && rememberField(control, ranges, text),
    hasFocus: document.hasFocus(),
    focusIn: focusIn(focused),
    title: own(Document.prototype, 'title', document).slice(0, MAX_TITLE),
    url: location.href.slice(0, MAX_URL),
  };
}

function focusIn(focused: Element | null): FrameReading['focusIn'] {
  if (focused === null || !FRAMES.has(nameOf(focused))) return 'here';
  const inner: unknown = Reflect.get(focused, 'contentDocument');
  return inner === null ? 'foreign-frame' : 'frame';
}

/** One more than the limit, so that a cut is noticed. */
function rangeText(document: Document, ends: RangeEnds, isSeen: Seen | undefined): string {
  return visibleText(document, MAX_SELECTION_LENGTH + 1, {
    ends,
    isSelectableOnly: true,
    ...(isSeen === undefined ? {} : { isSeen }),
  });
}

/** Cuts at the limit, but never through a surrogate pair. */
function cut(text: string): string {
  const last = text.charCodeAt(MAX_SELECTION_LENGTH - 1);
  const isHalf = text.length > MAX_SELECTION_LENGTH && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? MAX_SELECTION_LENGTH - 1 : MAX_SELECTION_LENGTH);
}

// Chrome's viewer wraps the PDF in a page of its own with one embedded document.
function isPdf(document: Document): boolean {
  if (document.contentType === 'application/pdf') return true;
  const embedded = Document.prototype.querySelector.call(document, 'body > embed');
  return embedded !== null && attributeOf(embedded, 'type') === 'application/pdf';
}
