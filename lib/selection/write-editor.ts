/** Writing to a contenteditable element or a document in design mode, and taking it back. */
import { own } from './dom.ts';
import { linesAt, writeLines } from './editor-lines.ts';
import { editorOf, runCommand, type EditorField } from './field.ts';
import { MAX_SELECTION_LENGTH } from './selection.ts';
import { visibleText } from './visible-text.ts';
import type { WriteOutcome, Written } from './write-request.ts';

export function writeToEditor(field: EditorField, answer: string, isAfter: boolean): Written {
  const host = field.host.deref();
  if (host === undefined || !own(Node.prototype, 'isConnected', host)) return { outcome: 'gone' };
  const range = rangeOf(field, host);
  const selection = getSelection();
  if (range === undefined || selection === null) return { outcome: 'changed' };
  if (isAfter) range.collapse(false);
  const lines = linesAt(range.startContainer, host);
  const before = textOf(host);
  host.focus();
  selection.removeAllRanges();
  selection.addRange(range);
  const steps = writeLines(host, isAfter ? lines.apart + answer : answer, lines);
  const written = textOf(host);
  if (written === before) return { outcome: 'changed' };
  return { outcome: 'written', takeBack: () => takeBack(host, before, written, steps) };
}

/** The quote where it was read, or as the person has selected it since; undefined when neither is it any more. */
function rangeOf(field: EditorField, host: HTMLElement): Range | undefined {
  const [start, end] = [field.startContainer.deref(), field.endContainer.deref()];
  const kept =
    start && end && host.contains(start) && host.contains(end)
      ? rangeFrom(start, field.startOffset, end, field.endOffset)
      : undefined;
  if (kept !== undefined && rangeText(host, kept) === field.text) return kept;
  const selection = getSelection();
  if (selection === null || selection.rangeCount !== 1) return undefined;
  const now = selection.getRangeAt(0);
  const isIn = editorOf(now.startContainer) === host && editorOf(now.endContainer) === host;
  return isIn && rangeText(host, now) === field.text ? now.cloneRange() : undefined;
}

function rangeFrom(start: Node, from: number, end: Node, to: number): Range | undefined {
  const range = new Range();
  try {
    range.setStart(start, from);
    range.setEnd(end, to);
    return range;
  } catch {
    // The nodes are shorter by now.
    return undefined;
  }
}

function rangeText(host: HTMLElement, ends: Range): string {
  return visibleText(host, MAX_SELECTION_LENGTH + 1, { ends, isSelectableOnly: true });
}

function textOf(host: HTMLElement): string {
  return visibleText(host, MAX_SELECTION_LENGTH, {});
}

/**
 * The editor's own undo, as often as it takes to come back to what was there, and at most once for each step that was
 * made: a step need not be seen, as an empty line at the end is not.
 */
function takeBack(host: HTMLElement, before: string, written: string, steps: number): WriteOutcome {
  if (!own(Node.prototype, 'isConnected', host)) return 'gone';
  if (textOf(host) !== written) return 'changed';
  host.focus();
  for (let step = 0; step < steps && textOf(host) !== before; step += 1) {
    runCommand(host, 'undo');
  }
  return textOf(host) === before ? 'undone' : 'changed';
}
