/**
 * The merge rule (README.md): what may be told of counts by model, so that no number stands for fewer than 20 asks.
 *
 *   a model with 20 or more             is told under its name, exactly
 *   all others, 20 or more together     are told as one number without a name
 *   all others, fewer together          are not told yet: they wait for the next time
 *
 * Must never tell a number between 1 and 19, nor one ask twice.
 */
import { utf8 } from '../../lib/bytes/index.ts';

export const LEAST_TOLD = 20;
/** A total is one small message: the names that do not fit go without, the rarest first. */
const MAX_NAMED_BYTES = 1500;
const BYTES_BESIDE_NAME = 12;

export interface Merged {
  readonly models: ReadonlyMap<string, number>;
  /** Asks of models that are not named: 0, or 20 and more. */
  readonly other: number;
  /** What waits. */
  readonly rest: ReadonlyMap<string, number>;
}

export function merge(counts: ReadonlyMap<string, number>): Merged {
  const named = namedOf(counts);
  const small = [...counts].filter(([model, count]) => count > 0 && !named.has(model));
  const together = small.reduce((sum, [, count]) => sum + count, 0);
  const isTold = together >= LEAST_TOLD;
  return { models: named, other: isTold ? together : 0, rest: new Map(isTold ? [] : small) };
}

function namedOf(counts: ReadonlyMap<string, number>): Map<string, number> {
  const large = [...counts].filter(([, count]) => count >= LEAST_TOLD);
  large.sort(([, a], [, b]) => b - a);
  let room = MAX_NAMED_BYTES;
  return new Map(large.filter(([model]) => (room -= utf8(model).length + BYTES_BESIDE_NAME) >= 0));
}

/** Adds what was counted to what waits. */
export function addCounts(
  waiting: ReadonlyMap<string, number>,
  more: Iterable<string>,
): Map<string, number> {
  const sum = new Map(waiting);
  for (const model of more) sum.set(model, (sum.get(model) ?? 0) + 1);
  return sum;
}
