/** The issuer's settings: what there is, with its defaults and its variables. */
import { fromBase64Url } from '../../lib/bytes/index.ts';
import {
  invalid,
  openSettings,
  optional,
  otherwise,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
  type Values,
} from '../config/settings.ts';
import { line, pairs, port, webAddress, wholeNumber, type Read } from '../config/values.ts';
import type { Environment } from '../environment.ts';
import { DAY_MS, type IssuerOptions } from './start-issuer.ts';
import type { Shop } from './vouchers/purchase.ts';
import { MAX_BATCHES } from './vouchers/voucher.ts';

/** `NAME KEY; NAME KEY`: shops and their raw Ed25519 keys in base64url. */
const shops: Read<readonly Shop[]> = (text) =>
  pairs(text).map(([name, key]) => {
    const publicKey = fromBase64Url(key);
    if (publicKey.length !== 32) throw new Error('NAME KEY; …, with keys of 32 bytes in base64url');
    return { name, publicKey };
  });

interface X402Signer {
  readonly signer: string;
  readonly lifeMs: number;
}

/** `SIGNER DAYS`. */
const x402: Read<X402Signer> = (text) => {
  const [[signer, days] = ['', ''], ...more] = pairs(text);
  const isWell = /^0x[0-9a-fA-F]{40}$/.test(signer) && /^[1-9]\d{0,3}$/.test(days);
  if (!isWell || more.length > 0) throw new Error('an address and a number of days');
  return { signer, lifeMs: Number(days) * DAY_MS };
};

/** `URL BATCHES; …`: what each resource is worth. */
const resources: Read<ReadonlyMap<string, number>> = (text) =>
  new Map(pairs(text).map(([url, batches]) => [url, wholeNumber(1, MAX_BATCHES)(batches)]));

const serials: Read<ReadonlySet<string>> = (text) => {
  const all = text.split(/[\s;]+/).filter((one) => one !== '');
  if (!all.every((one) => /^[0-9a-f]+$/.test(one))) throw new Error('serial numbers in hex');
  return new Set(all);
};

const days = wholeNumber(1, 3650);

const SETTINGS = {
  folder: required(line, 'SOTTO_ISSUER_FOLDER'),
  name: required(line, 'SOTTO_ISSUER_NAME'),
  service: required(line, 'SOTTO_ISSUER_SERVICE'),
  'ledger-url': required(webAddress, 'SOTTO_LEDGER_URL'),
  'ledger-token': optional(line, 'SOTTO_LEDGER_TOKEN'),
  'refund-token': optional(line, 'SOTTO_ISSUER_REFUND_TOKEN'),
  'period-days': otherwise(days, 30, 'SOTTO_ISSUER_PERIOD_DAYS'),
  'grace-days': otherwise(days, 30, 'SOTTO_ISSUER_GRACE_DAYS'),
  shops: otherwise(shops, [], 'SOTTO_ISSUER_SHOPS'),
  x402: optional(x402, 'SOTTO_ISSUER_X402'),
  'x402-resources': optional(resources, 'SOTTO_ISSUER_X402_RESOURCES'),
  revoked: otherwise(serials, new Set<string>(), 'SOTTO_ISSUER_REVOKED'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_ISSUER_HOST'),
  port: otherwise(port, 8474, 'SOTTO_ISSUER_PORT'),
};

export async function issuerSettings(
  environment: Environment,
  path?: string,
): Promise<Omit<IssuerOptions, 'log'>> {
  refuseUnknownVariables(environment, 'SOTTO_ISSUER_', variablesOf(SETTINGS));
  const { top } = await openSettings(path);
  const values = readSection(SETTINGS, top, environment);
  const [ledgerToken, refundToken] = [values['ledger-token'], values['refund-token']];
  const { folder, name, service, host, port: at, shops: known, revoked } = values;
  const [periodMs, graceMs] = [values['period-days'] * DAY_MS, values['grace-days'] * DAY_MS];
  if (graceMs > periodMs) throw invalid(`${top.where}: grace-days are more than period-days`);
  return {
    ...{ folder, name, service, host, port: at, shops: known, revoked, periodMs, graceMs },
    ledgerUrl: values['ledger-url'],
    ...(ledgerToken !== undefined && { ledgerToken }),
    ...(refundToken !== undefined && { refundToken }),
    ...x402Terms(values, top.where),
  };
}

/** A signer whose resources are worth nothing would refuse everybody, and resources without one nobody could pay for. */
function x402Terms(values: Values<typeof SETTINGS>, where: string): Pick<IssuerOptions, 'x402'> {
  const [terms, worth] = [values.x402, values['x402-resources']];
  if (terms === undefined && worth === undefined) return {};
  if (terms === undefined || worth === undefined) {
    throw invalid(`${where}: x402 and x402-resources stand together or not at all`);
  }
  return { x402: { ...terms, resources: worth } };
}
