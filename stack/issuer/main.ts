/**
 * The issuer as a program of its own, set by environment variables (README.md lists them). Prints its address and
 * verifier key once it serves, and stops on SIGTERM.
 */
import { fromBase64Url } from '../../lib/bytes/index.ts';
import {
  entries,
  optional,
  required,
  SettingError,
  webAddress,
  wholeNumber,
} from '../environment.ts';
import { lineSink, printLine } from '../log.ts';
import { DAY_MS, startIssuer, type IssuerOptions } from './start-issuer.ts';

const { env } = process;

/** `NAME KEY; NAME KEY`: shops and their raw Ed25519 keys in base64url. */
function shops(): IssuerOptions['shops'] {
  if (optional(env, 'SOTTO_ISSUER_SHOPS') === undefined) return [];
  return entries(env, 'SOTTO_ISSUER_SHOPS', 2).map(([name = '', key = '']) => {
    const publicKey = fromBase64Url(key);
    if (publicKey.length !== 32) throw new SettingError('setting-invalid', 'SOTTO_ISSUER_SHOPS');
    return { name, publicKey };
  });
}

/** `SIGNER DAYS`, and `URL BATCHES; …` for what each resource is worth. */
function x402(): IssuerOptions['x402'] {
  const name = 'SOTTO_ISSUER_X402';
  if (optional(env, name) === undefined) return undefined;
  const [[signer = '', days = ''] = []] = entries(env, name, 2);
  if (!/^0x[0-9a-fA-F]{40}$/.test(signer) || !/^[1-9]\d{0,3}$/.test(days)) {
    throw new SettingError('setting-invalid', name);
  }
  const resources = entries(env, 'SOTTO_ISSUER_X402_RESOURCES', 2).map(
    ([url = '', batches = '']) => [url, Number(batches)] as const,
  );
  return { signer, lifeMs: Number(days) * DAY_MS, resources: new Map(resources) };
}

const ledgerToken = optional(env, 'SOTTO_LEDGER_TOKEN');
const refundToken = optional(env, 'SOTTO_ISSUER_REFUND_TOKEN');
const terms = x402();
const issuer = await startIssuer({
  folder: required(env, 'SOTTO_ISSUER_FOLDER'),
  name: required(env, 'SOTTO_ISSUER_NAME'),
  service: required(env, 'SOTTO_ISSUER_SERVICE'),
  ledgerUrl: webAddress(env, 'SOTTO_LEDGER_URL'),
  ...(ledgerToken !== undefined && { ledgerToken }),
  ...(refundToken !== undefined && { refundToken }),
  shops: shops() ?? [],
  ...(terms !== undefined && { x402: terms }),
  revoked: new Set((optional(env, 'SOTTO_ISSUER_REVOKED') ?? '').split(/[\s;]+/).filter(Boolean)),
  periodMs: wholeNumber(env, 'SOTTO_ISSUER_PERIOD_DAYS', 30) * DAY_MS,
  graceMs: wholeNumber(env, 'SOTTO_ISSUER_GRACE_DAYS', 30) * DAY_MS,
  log: lineSink('issuer', printLine),
  host: env['SOTTO_ISSUER_HOST'] ?? '127.0.0.1',
  port: wholeNumber(env, 'SOTTO_ISSUER_PORT', 8474),
});
const { url, name, verifierKey } = issuer;
printLine(JSON.stringify({ part: 'issuer', url, name, verifierKey }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void issuer.close());
}
