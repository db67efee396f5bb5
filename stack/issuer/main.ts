/**
 * The issuer as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (README.md lists
 * them). Prints its address and verifier key once it serves; SIGTERM lets what is under way finish.
 */
import { readCommand } from '../config/command.ts';
import { endOnSignal, MOMENTS_MS, runProgram } from '../config/program.ts';
import { lineSink, printLine } from '../log.ts';
import { issuerSettings } from './settings.ts';
import { startIssuer } from './start-issuer.ts';

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const settings = await issuerSettings(process.env, file);
  if (isCheck) return printLine(JSON.stringify({ part: 'issuer', settings: 'ok' }));
  const issuer = await startIssuer({ ...settings, log: lineSink('issuer', printLine) });
  endOnSignal(
    () => issuer.close(MOMENTS_MS),
    () => issuer.close(),
  );
  const { url, name, verifierKey } = issuer;
  printLine(JSON.stringify({ part: 'issuer', url, name, verifierKey }));
});
