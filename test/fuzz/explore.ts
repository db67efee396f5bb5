/**
 * Explores one parser: mutates good inputs, keeps every mutation that reaches new code, and mutates those further.
 * Knows nothing of files or clocks: the caller says when to end, and is told of each fault.
 */
import { BytesError } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import { ShapeError } from '../../lib/shape/index.ts';
import type { Coverage } from './coverage.ts';
import { mutated, type Bytes } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

export interface Exploration {
  readonly runs: number;
  readonly kept: number;
  readonly findings: number;
}

export interface Options {
  readonly seeds: readonly Bytes[];
  readonly random: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly isOver: (runs: number, findings: number) => boolean;
  readonly onFault: (bytes: Bytes, fault: string) => void;
  readonly coverage?: Coverage;
}

const BATCH = 256;
const SLOW_MS = 1000;
const MAX_KEPT = 2000;

/** What is wrong with how the parser took these bytes; undefined when nothing is. */
async function faultOf(
  target: FuzzTarget,
  bytes: Bytes,
  now: () => number,
): Promise<string | undefined> {
  const startedAt = now();
  try {
    await target.run(bytes.slice());
  } catch (error) {
    const isRefusal = [CodedError, BytesError, ShapeError].some((kind) => error instanceof kind);
    if (!isRefusal) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const tookMs = now() - startedAt;
  return tookMs > SLOW_MS ? `took ${tookMs.toFixed(0)} ms` : undefined;
}

export async function explore(target: FuzzTarget, options: Options): Promise<Exploration> {
  const { seeds, random, now, isOver, onFault, coverage } = options;
  const pool: Bytes[] = [...seeds];
  let runs = 0;
  let findings = 0;
  const one = async (bytes: Bytes): Promise<void> => {
    runs += 1;
    const fault = await faultOf(target, bytes, now);
    if (fault === undefined) return;
    findings += 1;
    onFault(bytes, fault);
  };
  /** Runs these, and keeps the ones that reach new code: halves are run again until one is left. */
  const search = async (batch: readonly Bytes[]): Promise<void> => {
    for (const bytes of batch) await one(bytes);
    const fresh = (await coverage?.take()) ?? [];
    if (fresh.length === 0 || pool.length >= MAX_KEPT) return;
    const [only, second] = batch;
    if (only !== undefined && second === undefined) {
      pool.push(only);
      return;
    }
    coverage?.forget(fresh);
    const middle = Math.ceil(batch.length / 2);
    await search(batch.slice(0, middle));
    await search(batch.slice(middle));
  };
  for (const seed of seeds) await one(seed);
  await coverage?.take();
  while (!isOver(runs, findings)) {
    await search(Array.from({ length: BATCH }, () => mutated(pool, random)));
  }
  return { runs, kept: pool.length - seeds.length, findings };
}
