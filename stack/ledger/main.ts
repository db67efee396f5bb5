/**
 * The ledger as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (README.md lists
 * them). Prints one JSON line with its address and verifier key once it serves; SIGTERM lets what is under way finish.
 */
import { runService } from '../config/program.ts';
import { printError } from '../log.ts';
import { ledgerSettings } from './settings.ts';
import { startLedger } from './start-ledger.ts';

await runService({
  part: 'ledger',
  settings: ledgerSettings,
  start: (settings) =>
    startLedger({ ...settings, report: (code) => printError(JSON.stringify({ ledger: code })) }),
  told: ({ url, origin, verifierKey }) => ({ url, origin, verifierKey }),
});
