/**
 * The witness as a program of its own: `main.ts [--check] [FILE]`; its settings are listed in stack/ledger/README.md.
 * SIGTERM lets what is under way finish.
 */
import { readCommand } from '../config/command.ts';
import { endOnSignal, MOMENTS_MS, runProgram } from '../config/program.ts';
import { printLine } from '../log.ts';
import { witnessSettings } from './settings.ts';
import { startWitness } from './start-witness.ts';

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const settings = await witnessSettings(process.env, file);
  if (isCheck) return printLine(JSON.stringify({ part: 'witness', settings: 'ok' }));
  const witness = await startWitness({ ...settings, now: () => Date.now() });
  endOnSignal(
    () => witness.close(MOMENTS_MS),
    () => witness.close(),
  );
  const { url, verifierKey } = witness;
  printLine(JSON.stringify({ url, verifierKey }));
});
