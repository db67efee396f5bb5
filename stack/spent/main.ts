/** The spent set as a program of its own, for several gateways; environment variables in stack/issuer/README.md. */
import { required, wholeNumber } from '../environment.ts';
import { printLine } from '../log.ts';
import { startSpent } from './start-spent.ts';

const { env } = process;

const spent = await startSpent({
  folder: required(env, 'SOTTO_SPENT_FOLDER'),
  token: required(env, 'SOTTO_SPENT_TOKEN'),
  oldestKey: wholeNumber(env, 'SOTTO_SPENT_OLDEST_KEY', 0),
  host: env['SOTTO_SPENT_HOST'] ?? '127.0.0.1',
  port: wholeNumber(env, 'SOTTO_SPENT_PORT', 8475),
});
printLine(JSON.stringify({ part: 'spent', url: spent.url }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void spent.close());
}
