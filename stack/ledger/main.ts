/**
 * The ledger as a program of its own, set by environment variables (README.md lists them). Prints one JSON line with
 * its address and verifier key once it serves, and stops on SIGTERM.
 */
import { startLedger } from './start-ledger.ts';

const environment = process.env;

function required(name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** `URL VKEY`, several separated by semicolons. */
function witnessesFrom(text: string): { url: string; verifierKey: string }[] {
  return text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [url = '', verifierKey = ''] = one.split(' ');
      return { url, verifierKey };
    });
}

const token = environment['SOTTO_LEDGER_TOKEN'];
const pageFolder = environment['SOTTO_LEDGER_PAGE'];
const quorum = environment['SOTTO_LEDGER_QUORUM'];
const ledger = await startLedger({
  folder: required('SOTTO_LEDGER_FOLDER'),
  origin: required('SOTTO_LEDGER_ORIGIN'),
  host: environment['SOTTO_LEDGER_HOST'] ?? '127.0.0.1',
  port: Number(environment['SOTTO_LEDGER_PORT'] ?? '8472'),
  witnesses: witnessesFrom(environment['SOTTO_LEDGER_WITNESSES'] ?? ''),
  ...(quorum !== undefined && { quorum: Number(quorum) }),
  ...(token !== undefined && { addToken: token }),
  ...(pageFolder !== undefined && { pageFolder }),
  report: (code) => process.stderr.write(`${JSON.stringify({ ledger: code })}\n`),
});
const { url, origin, verifierKey } = ledger;
process.stdout.write(`${JSON.stringify({ url, origin, verifierKey })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void ledger.close());
}
