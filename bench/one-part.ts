/** Runs one bench module in a process of its own and prints each of its rows as a line of JSON (run.ts reads them). */
import { join } from 'node:path';
import { isRecord } from '../scripts/json.ts';
import { isFunction, loadModule } from '../scripts/modules.ts';
import type { Row } from './row.ts';

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

const [name = '', ...flags] = process.argv.slice(2);
const loaded = await loadModule(join(import.meta.dirname, `${name}.ts`));
const source = loaded?.['rows'];
if (!isFunction(source)) throw new Error(`${name} has no rows`);
const rows: unknown = await source({ quick: flags.includes('--quick') });
if (!Array.isArray(rows) || !rows.every(isRow)) throw new Error(`${name} gave no list of rows`);
for (const row of rows) console.log(`row ${JSON.stringify(row)}`);
// Whatever a browser or a server left open ends here.
process.exit(0);
