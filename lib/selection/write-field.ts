/**
 * Writes an answer to the field that the quote came from, and takes it back. Runs inside the page, on the person's
 * click only. Goes through the browser's own editing wherever that works, so that the field's undo and the page's
 * editor know of it. Must never write to a field that no longer holds what was read there, nor to a secret one.
 */
import { rememberedField } from './field.ts';
import { writeToControl } from './write-control.ts';
import { writeToEditor } from './write-editor.ts';
import type { TakeBack, WriteOutcome, WriteRequest } from './write-request.ts';

const PLACE = 'sotto-take-back';

export function writeField(request: WriteRequest): WriteOutcome {
  if (request.act === 'undo') {
    const takeBack: unknown = Reflect.get(globalThis, PLACE);
    Reflect.set(globalThis, PLACE, undefined);
    return isTakeBack(takeBack) ? takeBack() : 'gone';
  }
  const field = rememberedField();
  if (field === undefined) return 'gone';
  const isAfter = request.act === 'after';
  const { outcome, takeBack } =
    field.kind === 'control'
      ? writeToControl(field, request.text, isAfter)
      : writeToEditor(field, request.text, isAfter);
  Reflect.set(globalThis, PLACE, takeBack);
  return outcome;
}

function isTakeBack(value: unknown): value is TakeBack {
  return typeof value === 'function';
}
