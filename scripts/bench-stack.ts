/**
 * `npm run bench:stack`: relay, gateway and their memory against their bars, side by side in one run. One line a bar,
 * ending in `met` or `missed`, then `N met, N missed`. `--quick` only shows that it works.
 */
import type { Row } from '../bench/row.ts';
import { gatewayRows, memoryRows } from '../bench/stack/gateway-speed.ts';
import { relayRows } from '../bench/stack/relay-speed.ts';
import { rowLine, verdict } from '../bench/table.ts';

const quick = process.argv.includes('--quick');
const rows: Row[] = [];
for (const measure of [relayRows, gatewayRows, memoryRows]) {
  for (const row of await measure(quick)) {
    console.log(rowLine(row));
    rows.push(row);
  }
}
const { met, missed } = verdict(rows);
console.log(`${String(met)} met, ${String(missed)} missed`);
process.exitCode = missed === 0 ? 0 : 1;
