/**
 * Reads what is selected in one frame. Runs inside the page, once, under the grant of the person's gesture.
 * Must never change the page, never leave anything behind in it, and never read a secret field.
 */
import { composedText } from './composed-text.ts';
import { endsInShadow, openShadowRoots } from './composed-ranges.ts';
import { MAX_SELECTION_LENGTH, type FrameReading } from './selection.ts';
import { focusedElement, readTextControl } from './text-control.ts';

const MAX_TITLE = 1_000;
const MAX_URL = 4_000;

export function readFrame(document: Document): FrameReading {
  const control = readTextControl(focusedElement(document));
  const text =
    control.kind === 'text' ? control.text : control.kind === 'none' ? rangeText(document) : '';
  return {
    version: 1,
    text: cut(text),
    isCut: text.length > MAX_SELECTION_LENGTH,
    isSecret: control.kind === 'secret',
    isPdf: isPdf(document),
    hasFocus: document.hasFocus(),
    title: document.title.slice(0, MAX_TITLE),
    url: document.location.href.slice(0, MAX_URL),
  };
}

function rangeText(document: Document): string {
  const selection = document.getSelection();
  if (selection === null) return '';
  const ends = endsInShadow(selection, openShadowRoots(document));
  // One more than the limit, so that a cut is noticed.
  if (ends !== undefined) return composedText(document, ends, MAX_SELECTION_LENGTH + 1);
  return selection.toString().trim();
}

/** Cuts at the limit, but never through a surrogate pair. */
function cut(text: string): string {
  const last = text.charCodeAt(MAX_SELECTION_LENGTH - 1);
  const isHalf = text.length > MAX_SELECTION_LENGTH && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? MAX_SELECTION_LENGTH - 1 : MAX_SELECTION_LENGTH);
}

// Chrome's viewer wraps the PDF in a page of its own with one embedded document.
function isPdf(document: Document): boolean {
  return (
    document.contentType === 'application/pdf' ||
    document.querySelector('body > embed[type="application/pdf"]') !== null
  );
}
