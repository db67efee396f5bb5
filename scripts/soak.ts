/**
 * `npm run soak -- MINUTES` (30 unless said otherwise): relay, gateway, ledger and a model as programs of their own at
 * half the load that they were measured to carry, every answer opened and its receipt held to the log; at the end a
 * drain under load. One line a bar, ending in `met` or `missed`, then `N met, N missed`.
 */
import { plainRow, type Row } from '../bench/row.ts';
import { drainUnderLoad, settledAll } from '../bench/stack/soak/ends.ts';
import { growthRows, watchMemory } from '../bench/stack/soak/memory.ts';
import { askAtRate, measurePeak } from '../bench/stack/soak/rate.ts';
import { startSystem } from '../bench/stack/soak/system.ts';
import { rowLine, verdict } from '../bench/table.ts';

const minutes = Number(process.argv[2] ?? 30);
if (!(minutes > 0 && minutes <= 1440)) throw new Error('usage: npm run soak -- MINUTES');

const system = await startSystem();
const rows: Row[] = [];
try {
  const peak = await measurePeak(system, Math.min(10_000, minutes * 6000));
  console.log(`peak: ${peak.toFixed(0)} asks a second; half of it for ${String(minutes)} minutes`);
  const memory = watchMemory(system, (minutes * 60_000) / 120);
  const done = await askAtRate(system, peak / 2, minutes * 60_000);
  const samples = memory.stop();
  rows.push(
    plainRow('soak: asks a second, half the peak', peak / 2, '/s'),
    plainRow(
      'soak: asks a second, sent',
      (done.answered + done.errors + done.lost) / (minutes * 60),
      '/s',
    ),
    plainRow('soak: asks answered whole, receipt valid', done.answered, ''),
    { name: 'soak: errors', value: done.errors, bar: 0, unit: '', met: done.errors === 0 },
    { name: 'soak: lost answers', value: done.lost, bar: 0, unit: '', met: done.lost === 0 },
    ...growthRows(samples),
    await settledAll(system, done.entries),
    ...(await drainUnderLoad(system)),
  );
  for (const [name, count] of done.wrong) console.log(`${String(count)} times: ${name}`);
} finally {
  await system.close();
}
for (const row of rows) console.log(rowLine(row));
const { met, missed } = verdict(rows);
console.log(`${String(met)} met, ${String(missed)} missed`);
process.exitCode = missed === 0 ? 0 : 1;
