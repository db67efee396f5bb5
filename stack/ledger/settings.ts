/** The ledger's settings: what there is, with its defaults and its variables. */
import {
  demandVerifierKeys,
  invalid,
  openSettings,
  optional,
  otherwise,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
} from '../config/settings.ts';
import { line, pairs, port, webAddress, wholeNumber, type Read } from '../config/values.ts';
import type { Environment } from '../environment.ts';
import type { LedgerOptions } from './start-ledger.ts';

type Witnesses = NonNullable<LedgerOptions['witnesses']>;

const witnesses: Read<Witnesses> = (text) =>
  pairs(text).map(([url, verifierKey]) => ({ url: webAddress(url), verifierKey }));

const SETTINGS = {
  folder: required(line, 'SOTTO_LEDGER_FOLDER'),
  origin: required(line, 'SOTTO_LEDGER_ORIGIN'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_LEDGER_HOST'),
  port: otherwise(port, 8472, 'SOTTO_LEDGER_PORT'),
  witnesses: otherwise(witnesses, [], 'SOTTO_LEDGER_WITNESSES'),
  quorum: optional(wholeNumber(0, 100), 'SOTTO_LEDGER_QUORUM'),
  token: optional(line, 'SOTTO_LEDGER_TOKEN'),
  page: optional(line, 'SOTTO_LEDGER_PAGE'),
};

/** The gateway's, which one shell may well hold too. */
const OF_OTHERS = ['SOTTO_LEDGER_URL', 'SOTTO_LEDGER_FORM', 'SOTTO_LEDGER_TOKEN_FILE'];

export async function ledgerSettings(
  environment: Environment,
  path?: string,
): Promise<LedgerOptions> {
  refuseUnknownVariables(environment, 'SOTTO_LEDGER_', [...variablesOf(SETTINGS), ...OF_OTHERS]);
  const { top } = await openSettings(path);
  const { quorum, token, page, ...rest } = readSection(SETTINGS, top, environment);
  const keys = rest.witnesses.map(({ verifierKey }) => verifierKey);
  await demandVerifierKeys('witnesses (SOTTO_LEDGER_WITNESSES)', keys);
  if (quorum !== undefined && quorum > keys.length) {
    throw invalid(`quorum (SOTTO_LEDGER_QUORUM): ${quorum} of ${keys.length} witnesses`);
  }
  return {
    ...rest,
    ...(quorum !== undefined && { quorum }),
    ...(token !== undefined && { addToken: token }),
    ...(page !== undefined && { pageFolder: page }),
  };
}
