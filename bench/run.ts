/**
 * Runs every bench module of this folder and prints one table: a line a bar, each ending `met` or
 * `missed`, then `N met, N missed`. Rows without a bar are for information and count as neither.
 * Arguments narrow it to modules by name; `--quick` makes short runs that only show that they work.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../scripts/json.ts';
import { isFunction, loadModules, type Loaded } from '../scripts/modules.ts';
import type { Row } from './row.ts';
import { rowLine } from './table.ts';

/** Not this file itself: importing it from here would wait for its own end. */
const MODULES = /^(?!(?:run|row|table)\.ts$).*\.ts$/;

function isRow(value: unknown): value is Row {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['value'] === 'number' &&
    (value['bar'] === null || typeof value['bar'] === 'number') &&
    typeof value['unit'] === 'string' &&
    typeof value['met'] === 'boolean'
  );
}

/** A bench that breaks has not met its bars: it is a missed line, not a silent gap. */
async function rowsOf({ name, exports }: Loaded, quick: boolean): Promise<readonly Row[]> {
  const source = exports['rows'];
  if (!isFunction(source)) return [];
  try {
    const rows: unknown = await source({ quick });
    if (Array.isArray(rows) && rows.every(isRow)) return rows;
    throw new Error('it did not give a list of rows');
  } catch (error) {
    console.error(error);
    return [{ name: `${name}: broke off`, value: Number.NaN, bar: 0, unit: '', met: false }];
  }
}

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const modules = await loadModules(dirname(fileURLToPath(import.meta.url)), MODULES);
  const chosen = modules.filter(({ name }) => names.length === 0 || names.includes(name));
  let met = 0;
  let missed = 0;
  for (const one of chosen) {
    for (const row of await rowsOf(one, args.includes('--quick'))) {
      console.log(rowLine(row));
      if (row.bar === null) continue;
      if (row.met) met += 1;
      else missed += 1;
    }
  }
  console.log(`${String(met)} met, ${String(missed)} missed`);
  process.exitCode = missed === 0 && met > 0 ? 0 : 1;
}

await main(process.argv.slice(2));
