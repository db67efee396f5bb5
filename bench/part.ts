/**
 * Runs one part of the bench as a process of its own, so that one which hangs or dies takes nothing with it, and gives a
 * row for each of its bars: measured, or missed with the reason.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isRecord } from '../scripts/json.ts';
import type { Part } from './bars.ts';
import type { Row } from './row.ts';

export interface Outcome {
  readonly rows: readonly Row[];
  /** Why it broke off; undefined where it came to its end. */
  readonly why: string | undefined;
}

const KEPT_CHARACTERS = 4000;

/** Not finite numbers have no spelling in JSON. */
function readRow(line: string): Row {
  const value: unknown = JSON.parse(line);
  if (!isRecord(value)) throw new Error('not a row');
  const { name, unit, met, bar } = value;
  return {
    name: String(name),
    value: typeof value['value'] === 'number' ? value['value'] : Number.NaN,
    bar: typeof bar === 'number' ? bar : null,
    unit: String(unit),
    met: met === true,
  };
}

export function runPart({ name, limitMs }: Part, flags: readonly string[]): Promise<Outcome> {
  const args = ['--import', 'tsx', join(import.meta.dirname, 'one-part.ts'), name, ...flags];
  // A group of its own, so that its servers and browsers end with it.
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => {
    said.err = (said.err + bytes.toString()).slice(-KEPT_CHARACTERS);
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup(child.pid);
  }, limitMs);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      endGroup(child.pid);
      const lines = said.out.split('\n').filter((line) => line.startsWith('row '));
      const rows = lines.map((line) => readRow(line.slice('row '.length)));
      const broke = code === 0 ? undefined : lastLine(said.err) || `ended with ${String(code)}`;
      const why = isLate ? `not done after ${String(limitMs / 60_000)} minutes` : broke;
      if (why !== undefined) process.stderr.write(said.err);
      resolve({ rows, why });
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

/** The error's own words, without the places it came through. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /^\w*Error: /.test(line));
  return (lines[0] ?? '').trim().slice(0, 120);
}

/** A row for each bar: those measured, in their order, and those that did not come. */
export function barRows({ name, bars }: Part, { rows, why }: Outcome): Row[] {
  const measured = rows.filter(({ bar }) => bar !== null);
  const absent = bars.filter((bar) => !measured.some((row) => row.name.startsWith(bar)));
  const reason = why ?? `${name} gave no such row`;
  return [
    ...measured,
    ...absent.map((bar) => ({
      name: `${bar}: ${reason}`,
      ...{ value: Number.NaN, bar: Number.NaN, unit: '', met: false },
    })),
  ];
}
