/**
 * The words between the worker and the aside, with a strict reader for each direction. What a job says stands inside
 * as `unknown`, for the job's own readers. Must never carry anything but JSON.
 */
import { count, oneOf, record, text, variants, type Parser } from '../shape/index.ts';

export type ToAside =
  | { type: 'start'; id: number; job: string; input: unknown }
  | { type: 'given'; id: number; want: number; value: unknown }
  | { type: 'refused'; id: number; want: number; code: string }
  | { type: 'stop'; id: number };

export type FromAside =
  | { type: 'want'; id: number; want: number; value: unknown }
  | { type: 'done'; id: number; value: unknown }
  | { type: 'failed'; id: number; code: string };

const id = count();
const want = count();
const code = text(80, /^[a-z0-9-]+$/);
const anything: Parser<unknown> = (value) => value;

export const toAsideShape = variants<ToAside>('type', {
  start: record({ type: oneOf('start'), id, job: text(40), input: anything }),
  given: record({ type: oneOf('given'), id, want, value: anything }),
  refused: record({ type: oneOf('refused'), id, want, code }),
  stop: record({ type: oneOf('stop'), id }),
});

export const fromAsideShape = variants<FromAside>('type', {
  want: record({ type: oneOf('want'), id, want, value: anything }),
  done: record({ type: oneOf('done'), id, value: anything }),
  failed: record({ type: oneOf('failed'), id, code }),
});
