/** The spent set's settings: what there is, with its defaults and its variables. */
import {
  openSettings,
  otherwise,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
} from '../config/settings.ts';
import { line, port, wholeNumber } from '../config/values.ts';
import type { Environment } from '../environment.ts';
import type { SpentOptions } from './start-spent.ts';

const SETTINGS = {
  folder: required(line, 'SOTTO_SPENT_FOLDER'),
  token: required(line, 'SOTTO_SPENT_TOKEN'),
  'oldest-key': otherwise(wholeNumber(0, 0xffffffff), 0, 'SOTTO_SPENT_OLDEST_KEY'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_SPENT_HOST'),
  port: otherwise(port, 8475, 'SOTTO_SPENT_PORT'),
};

export async function spentSettings(
  environment: Environment,
  path?: string,
): Promise<SpentOptions> {
  refuseUnknownVariables(environment, 'SOTTO_SPENT_', variablesOf(SETTINGS));
  const { top } = await openSettings(path);
  const { 'oldest-key': oldestKey, ...rest } = readSection(SETTINGS, top, environment);
  return { ...rest, oldestKey };
}
