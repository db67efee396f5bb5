/**
 * The relay as a program of its own, set by environment variables (stack/README.md lists them). Prints its log as
 * JSON lines and stops on SIGTERM.
 */
import { addressIn, entries, required, wholeNumber } from '../environment.ts';
import { lineSink, printLine } from '../log.ts';
import { startRelay } from './relay.ts';

const GATEWAYS = 'SOTTO_RELAY_GATEWAYS';

const relay = await startRelay({
  operator: required(process.env, 'SOTTO_RELAY_OPERATOR'),
  gateways: entries(process.env, GATEWAYS, 3).map(([name = '', url = '', logUrl = '']) => ({
    name,
    url: addressIn(url, GATEWAYS),
    logUrl: addressIn(logUrl, GATEWAYS),
  })),
  log: lineSink('relay', printLine),
  host: process.env['SOTTO_RELAY_HOST'] ?? '127.0.0.1',
  port: wholeNumber(process.env, 'SOTTO_RELAY_PORT', 8470),
});
printLine(JSON.stringify({ part: 'relay', url: relay.url }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void relay.close());
}
