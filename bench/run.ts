/**
 * Runs every part of the bench (bars.ts), one after the other, and prints one table: a line for each speed bar, ending
 * in `met` or `missed`, then `N met, N missed`. Arguments narrow it to parts by name; `--figures` prints what else was
 * measured; `--quick` makes short runs that only show that they work.
 */
import { PARTS } from './bars.ts';
import { barRows, runPart } from './part.ts';
import { rowLine, verdict } from './table.ts';
import type { Row } from './row.ts';

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const flags = args.filter((arg) => arg.startsWith('--'));
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}`);
  const chosen = PARTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const table: Row[] = [];
  for (const part of chosen) {
    const outcome = await runPart(part, flags);
    const bars = barRows(part, outcome);
    for (const row of bars) console.log(rowLine(row));
    if (flags.includes('--figures')) {
      for (const row of outcome.rows.filter(({ bar }) => bar === null)) console.log(rowLine(row));
    }
    table.push(...bars);
  }
  const { met, missed } = verdict(table);
  console.log(`${String(met)} met, ${String(missed)} missed`);
  process.exitCode = missed === 0 && met > 0 ? 0 : 1;
}

await main(process.argv.slice(2));
