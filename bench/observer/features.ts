/**
 * A trace as numbers: the first sizes and gaps, their counts, sums, deciles and spread, the times (after Whisper Leak,
 * arXiv 2511.03675, and docs of this field). Must never be given anything but sizes and times.
 */
import type { Trace } from './traces.ts';

const FIRST = 40;

export function featuresOf({ requestBytes, pieces }: Trace): number[] {
  const sizes = pieces.map(({ bytes }) => bytes);
  const gaps = pieces.slice(1).map(({ atMs }, index) => atMs - (pieces[index]?.atMs ?? 0));
  const first = pieces[0]?.atMs ?? 0;
  const last = pieces.at(-1)?.atMs ?? 0;
  return [
    ...[requestBytes, pieces.length, first, last, last - first, sum(sizes)],
    ...summary(sizes),
    ...summary(gaps),
    ...Array.from({ length: FIRST }, (_, index) => sizes[index] ?? -1),
    ...Array.from({ length: FIRST }, (_, index) => gaps[index] ?? -1),
  ];
}

function summary(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.length === 0 ? 0 : sum(values) / values.length;
  const variance = sum(values.map((value) => (value - mean) ** 2)) / Math.max(1, values.length);
  const deciles = Array.from(
    { length: 11 },
    (_, tenth) => sorted[Math.floor((tenth / 10) * (sorted.length - 1))] ?? 0,
  );
  return [mean, Math.sqrt(variance), ...deciles];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
