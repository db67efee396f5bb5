/**
 * The issuer as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (README.md lists
 * them). Prints its address and verifier key once it serves; SIGTERM lets what is under way finish.
 */
import { runService } from '../config/program.ts';
import { lineSink, printLine } from '../log.ts';
import { issuerSettings } from './settings.ts';
import { startIssuer } from './start-issuer.ts';

await runService({
  part: 'issuer',
  settings: issuerSettings,
  start: (settings) => startIssuer({ ...settings, log: lineSink('issuer', printLine) }),
  told: ({ url, name, verifierKey }) => ({ part: 'issuer', url, name, verifierKey }),
});
