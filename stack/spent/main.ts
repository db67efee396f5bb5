/**
 * The spent set as a program of its own, for several gateways: `main.ts [--check] [FILE]`; its settings are listed in
 * stack/issuer/README.md. SIGTERM lets what is under way finish.
 */
import { readCommand } from '../config/command.ts';
import { endOnSignal, MOMENTS_MS, runProgram } from '../config/program.ts';
import { printLine } from '../log.ts';
import { spentSettings } from './settings.ts';
import { startSpent } from './start-spent.ts';

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const settings = await spentSettings(process.env, file);
  if (isCheck) return printLine(JSON.stringify({ part: 'spent', settings: 'ok' }));
  const spent = await startSpent(settings);
  endOnSignal(
    () => spent.close(MOMENTS_MS),
    () => spent.close(),
  );
  printLine(JSON.stringify({ part: 'spent', url: spent.url }));
});
