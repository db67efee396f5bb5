/** The witness as a program of its own; its settings are listed in stack/ledger/README.md. */
import { startWitness } from './start-witness.ts';

const environment = process.env;

function required(name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** `ORIGIN VKEY`, several separated by semicolons. */
function logsFrom(text: string): { origin: string; verifierKey: string }[] {
  return text.split(';').map((one) => {
    const [origin = '', verifierKey = ''] = one.trim().split(' ');
    return { origin, verifierKey };
  });
}

const witness = await startWitness({
  folder: required('SOTTO_WITNESS_FOLDER'),
  name: required('SOTTO_WITNESS_NAME'),
  logs: logsFrom(required('SOTTO_WITNESS_LOGS')),
  host: environment['SOTTO_WITNESS_HOST'] ?? '127.0.0.1',
  port: Number(environment['SOTTO_WITNESS_PORT'] ?? '8473'),
  now: () => Date.now(),
});
const { url, verifierKey } = witness;
process.stdout.write(`${JSON.stringify({ url, verifierKey })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void witness.close());
}
