/**
 * `npm run bench:stack`: relay, gateway and their memory against their bars, side by side in one run. One line a bar,
 * ending in `met` or `missed`, then `N met, N missed`. `--quick` only shows that it works.
 */
import { rows } from '../bench/stack.ts';
import { rowLine, verdict } from '../bench/table.ts';

const table = await rows({ quick: process.argv.includes('--quick') });
for (const row of table) console.log(rowLine(row));
const { met, missed } = verdict(table);
console.log(`${String(met)} met, ${String(missed)} missed`);
process.exitCode = missed === 0 ? 0 : 1;
