/** The witness's settings: what there is, with its defaults and its variables. */
import {
  demandVerifierKeys,
  openSettings,
  otherwise,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
} from '../config/settings.ts';
import { line, pairs, port, type Read } from '../config/values.ts';
import type { Environment } from '../environment.ts';
import type { WitnessOptions } from './start-witness.ts';

const logs: Read<WitnessOptions['logs']> = (text) =>
  pairs(text).map(([origin, verifierKey]) => ({ origin, verifierKey }));

const SETTINGS = {
  folder: required(line, 'SOTTO_WITNESS_FOLDER'),
  name: required(line, 'SOTTO_WITNESS_NAME'),
  logs: required(logs, 'SOTTO_WITNESS_LOGS'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_WITNESS_HOST'),
  port: otherwise(port, 8473, 'SOTTO_WITNESS_PORT'),
};

export async function witnessSettings(
  environment: Environment,
  path?: string,
): Promise<Omit<WitnessOptions, 'now'>> {
  refuseUnknownVariables(environment, 'SOTTO_WITNESS_', variablesOf(SETTINGS));
  const { top } = await openSettings(path);
  const values = readSection(SETTINGS, top, environment);
  const keys = values.logs.map(({ verifierKey }) => verifierKey);
  await demandVerifierKeys('logs (SOTTO_WITNESS_LOGS)', keys);
  return values;
}
