/**
 * The ledger as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (README.md lists
 * them). Prints one JSON line with its address and verifier key once it serves; SIGTERM lets what is under way finish.
 */
import { readCommand } from '../config/command.ts';
import { endOnSignal, MOMENTS_MS, runProgram } from '../config/program.ts';
import { printError, printLine } from '../log.ts';
import { ledgerSettings } from './settings.ts';
import { startLedger } from './start-ledger.ts';

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const settings = await ledgerSettings(process.env, file);
  if (isCheck) return printLine(JSON.stringify({ part: 'ledger', settings: 'ok' }));
  const ledger = await startLedger({
    ...settings,
    report: (code) => printError(JSON.stringify({ ledger: code })),
  });
  endOnSignal(
    () => ledger.close(MOMENTS_MS),
    () => ledger.close(),
  );
  const { url, origin, verifierKey } = ledger;
  printLine(JSON.stringify({ url, origin, verifierKey }));
});
