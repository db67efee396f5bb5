/** Resident memory of every program over time, from /proc, and whether it grew. */
import { readFileSync } from 'node:fs';
import type { Row } from '../../row.ts';
import type { System } from './system.ts';

type Samples = ReadonlyMap<string, readonly number[]>;

const MEGABYTE = 1_048_576;
/** Noise of an allocator, and what a log of entries adds by right. */
const ALLOWED_GROWTH = 1.15;
const ALLOWED_MEGABYTES = 24;

export function watchMemory({ programs }: System, everyMs: number): { stop(): Samples } {
  const samples = new Map<string, number[]>(programs.map(({ name }) => [name, []]));
  const look = (): void => {
    for (const { name, child } of programs) samples.get(name)?.push(residentBytes(child.pid ?? 0));
  };
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return samples;
    },
  };
}

function residentBytes(pid: number): number {
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** The second quarter against the last: the first is for warming up. */
export function growthRows(samples: Samples): Row[] {
  return [...samples].map(([name, values]) => {
    const quarter = Math.max(1, Math.floor(values.length / 4));
    const early = mean(values.slice(quarter, 2 * quarter)) / MEGABYTE;
    const late = mean(values.slice(-quarter)) / MEGABYTE;
    const bar = Math.max(early * ALLOWED_GROWTH, early + ALLOWED_MEGABYTES);
    return {
      name: `soak: memory of the ${name} at the end`,
      value: late,
      bar,
      unit: 'MB',
      met: late <= bar,
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
