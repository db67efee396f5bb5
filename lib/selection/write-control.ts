/** Writing to an input or a text area, and taking it back. */
import { nameOf, own } from './dom.ts';
import { isWritable, runCommand, type ControlField } from './field.ts';
import type { TextControl } from './text-control.ts';
import type { WriteOutcome, Written } from './write-request.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

export function writeToControl(field: ControlField, answer: string, isAfter: boolean): Written {
  const control = field.control.deref();
  if (control === undefined || !isThere(control)) return { outcome: 'gone' };
  const quote = placeOf(control, field);
  if (quote === undefined || !isWritable(control)) return { outcome: 'changed' };
  const place = isAfter ? { start: quote.end, end: quote.end } : quote;
  const before = control.value;
  const text = textFor(control, answer, isAfter);
  const length = before.length - (place.end - place.start) + text.length;
  if (control.maxLength >= 0 && length > control.maxLength) return { outcome: 'too-long' };
  put(control, place, text);
  const written = control.value;
  if (written === before) return { outcome: 'changed' };
  return { outcome: 'written', takeBack: () => takeBack(control, place, before, written) };
}

function isThere(control: TextControl): boolean {
  return own(Node.prototype, 'isConnected', control);
}

/** Where the quote stands now: where it stood, or the one place that it has moved to. */
function placeOf({ value }: TextControl, { start, end, text }: ControlField): Place | undefined {
  if (value.slice(start, end) === text) return { start, end };
  const at = value.indexOf(text);
  const isAlone = at >= 0 && !value.includes(text, at + 1);
  return isAlone ? { start: at, end: at + text.length } : undefined;
}

function textFor(control: TextControl, answer: string, isAfter: boolean): string {
  const isLine = nameOf(control) === 'input';
  const text = isLine ? answer.replace(/\s*\n\s*/g, ' ') : answer;
  return isAfter ? `${isLine ? ' ' : '\n\n'}${text}` : text;
}

/** The browser's own editing keeps the undo; where browser or page refuse it, value and event do without. */
function put(control: TextControl, { start, end }: Place, text: string): void {
  const before = control.value;
  control.focus();
  control.setSelectionRange(start, end);
  runCommand(control, text === '' ? 'delete' : 'insertText', text);
  if (control.value !== before) return;
  control.setRangeText(text, start, end, 'end');
  const init = { bubbles: true, composed: true, inputType: 'insertText', data: text };
  control.dispatchEvent(new InputEvent('input', init));
}

/** By the field's own undo, or by putting back what was there; only where nothing was written since. */
function takeBack(
  control: TextControl,
  { start, end }: Place,
  before: string,
  written: string,
): WriteOutcome {
  if (!isThere(control)) return 'gone';
  if (control.value !== written || !isWritable(control)) return 'changed';
  control.focus();
  runCommand(control, 'undo');
  if (control.value === written) {
    const writtenEnd = written.length - (before.length - end);
    put(control, { start, end: writtenEnd }, before.slice(start, end));
  }
  return control.value === before ? 'undone' : 'changed';
}
