/**
 * Proves that data from a port has the shape of an alarm (lib/ask/view.ts). Must never accept a field that is not
 * there.
 */
import type { AlarmView } from '../ask/index.ts';
import { count, flag, record, text, type Parser } from '../shape/index.ts';
import { idShape } from './ask-shapes.ts';
import { errorShape } from './view-shapes.ts';

/** It names what it is about, and that may be a log by origin and key. */
export const alarmIdShape = text(4100);

export const alarmShape: Parser<AlarmView> = record(
  { id: alarmIdShape, error: errorShape, atMs: count(), isOver: flag },
  { askId: idShape },
);
