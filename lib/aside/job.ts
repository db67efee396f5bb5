/**
 * What a job is: a name, and a strict reader for everything that crosses over. Each side parses what the other sent.
 *
 *   worker                         aside
 *     ── start: name, input ──▶      work begins
 *     ◀── want ──────────────        it needs something of the world (a file of the log, say)
 *     ── given, or refused ──▶
 *     ◀── done: output, or failed: code
 *
 * A job may be begun again at any time, so it must change nothing but its own answer. Must never be given more than it
 * needs: the aside holds no key, no store and no network of its own.
 */
import type { Parser } from '../shape/index.ts';

export interface Job<Input, Want, Given, Output> {
  readonly name: string;
  /** Stands for the input's type; what the aside takes in, it reads by the parser in its own list (places.ts). */
  readonly input?: Parser<Input>;
  readonly want: Parser<Want>;
  readonly given: Parser<Given>;
  readonly output: Parser<Output>;
}

export interface Tools<Want, Given> {
  /** Asks the worker; throws a CodedError with the worker's code where it refuses. */
  readonly ask: (want: Want) => Promise<Given>;
  readonly signal: AbortSignal;
}

export type Work<Input, Want, Given, Output> = (
  input: Input,
  tools: Tools<Want, Given>,
) => Promise<Output>;

/** A job with its work, once their types have been held against each other: values are unknown again. */
export interface Place {
  readonly name: string;
  run(input: unknown, tools: Tools<unknown, unknown>): Promise<unknown>;
}

/* @__NO_SIDE_EFFECTS__ */
export function place<Input, Want, Given, Output>(
  job: Job<Input, Want, Given, Output>,
  work: Work<Input, Want, Given, Output>,
  /** Stands apart from the job, because the worker never reads one. */
  input: Parser<Input>,
): Place {
  return {
    name: job.name,
    run: (value, { ask, signal }) =>
      work(input(value), { signal, ask: async (want) => job.given(await ask(want)) }),
  };
}
