/**
 * The gateway as a program of its own, set by environment variables (stack/README.md lists them). Inside a Nitro
 * enclave it gets its evidence from nitriding; elsewhere it makes its own, which proves nothing about hardware.
 */
import { join } from 'node:path';
import { openDevelopmentRoot } from '../enclave/development-root.ts';
import type { EvidenceSource } from '../enclave/evidence.ts';
import { measureSources } from '../enclave/measurement.ts';
import { createNitridingSource } from '../enclave/nitriding.ts';
import { createSoftwareSource } from '../enclave/software.ts';
import {
  modelServerFrom,
  optional,
  required,
  SettingError,
  webAddress,
  wholeNumber,
} from '../environment.ts';
import { lineSink, printLine } from '../log.ts';
import { configureModels } from './models/configure.ts';
import { openSettlement } from './settle.ts';
import { startGateway } from './start-gateway.ts';

const { env } = process;

async function evidenceSource(): Promise<EvidenceSource> {
  const kind = required(env, 'SOTTO_EVIDENCE');
  if (kind === 'nitriding') {
    return createNitridingSource({
      internalUrl: webAddress(env, 'SOTTO_NITRIDING_INTERNAL_URL'),
      externalUrl: webAddress(env, 'SOTTO_NITRIDING_EXTERNAL_URL'),
    });
  }
  if (kind !== 'software') throw new SettingError('setting-invalid', 'SOTTO_EVIDENCE');
  const folder = join(required(env, 'SOTTO_STATE_FOLDER'), 'enclave');
  const root = await openDevelopmentRoot(folder, Date.now());
  printLine(JSON.stringify({ part: 'gateway', developmentRoot: root.pemPath }));
  return createSoftwareSource({ root, measurement: await measureSources(), now: Date.now });
}

const folder = optional(env, 'SOTTO_STATE_FOLDER');
const token = optional(env, 'SOTTO_LEDGER_TOKEN');
const settlement = await openSettlement({
  ledgerUrl: webAddress(env, 'SOTTO_LEDGER_URL'),
  ...(token !== undefined && { token }),
  ...(folder !== undefined && { journalPath: join(folder, 'gateway', 'settlement.journal') }),
});
const gateway = await startGateway({
  statement: {
    operator: required(env, 'SOTTO_GATEWAY_OPERATOR'),
    name: required(env, 'SOTTO_GATEWAY_NAME'),
    build: required(env, 'SOTTO_GATEWAY_BUILD'),
    maxRequestBytes: wholeNumber(env, 'SOTTO_GATEWAY_MAX_REQUEST_BYTES', 32_768),
    log: {
      origin: required(env, 'SOTTO_LOG_ORIGIN'),
      verifierKey: required(env, 'SOTTO_LOG_VERIFIER_KEY'),
      deadlineSeconds: wholeNumber(env, 'SOTTO_LOG_DEADLINE_SECONDS', 60),
    },
  },
  models: await configureModels(modelServerFrom(env)),
  evidence: await evidenceSource(),
  settlement,
  log: lineSink('gateway', printLine),
  host: env['SOTTO_GATEWAY_HOST'] ?? '127.0.0.1',
  port: wholeNumber(env, 'SOTTO_GATEWAY_PORT', 8471),
});
const models = gateway.statement.models.map(({ id, upstream }) => ({ id, upstream }));
printLine(JSON.stringify({ part: 'gateway', url: gateway.url, models }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void gateway.close().then(() => settlement.close()));
}
