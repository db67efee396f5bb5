/**
 * The gateway's settings: its statement, its log, where its evidence comes from, and the model servers it may speak to,
 * which are all that it ever speaks to besides the log.
 */
import {
  SettingError,
  modelServerFrom,
  optional as variable,
  type Environment,
} from '../environment.ts';
import {
  invalid,
  openSettings,
  optional,
  otherwise,
  readSecret,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
  type Values,
} from '../config/settings.ts';
import { duration, line, oneOf, port, webAddress, wholeNumber } from '../config/values.ts';
import { CREDITS, creditsFrom, type StatedCredits } from './credits/settings.ts';
import { configureModels, type ModelServerConfig } from './models/configure.ts';
import { assembleModels, modelSections } from './models/sections.ts';
import type { Model } from './models/model.ts';
import type { Upstream } from './models/upstream.ts';
import type { GatewayOptions } from './start-gateway.ts';

const FILE = 'SOTTO_GATEWAY_FILE';
const HOUR_MS = 3_600_000;

/** What may stand before the first section, credits apart. */
export const GATEWAY_SETTINGS = {
  'ledger-url': required(webAddress, 'SOTTO_LEDGER_URL'),
  'ledger-form': otherwise(oneOf('batch', 'single'), 'batch', 'SOTTO_LEDGER_FORM'),
  'log-url': optional(webAddress, 'SOTTO_LOG_URL'),
  'ledger-token': optional(line, 'SOTTO_LEDGER_TOKEN'),
  'ledger-token-file': optional(line, 'SOTTO_LEDGER_TOKEN_FILE'),
  activity: optional(oneOf('yes', 'no'), 'SOTTO_GATEWAY_ACTIVITY'),
  operator: required(line, 'SOTTO_GATEWAY_OPERATOR'),
  name: required(line, 'SOTTO_GATEWAY_NAME'),
  build: required(line, 'SOTTO_GATEWAY_BUILD'),
  'log-origin': required(line, 'SOTTO_LOG_ORIGIN'),
  'log-verifier-key': required(line, 'SOTTO_LOG_VERIFIER_KEY'),
  'log-deadline-seconds': otherwise(wholeNumber(1, 604_800), 60, 'SOTTO_LOG_DEADLINE_SECONDS'),
  'max-request-bytes': otherwise(
    wholeNumber(4096, 1_048_576),
    32_768,
    'SOTTO_GATEWAY_MAX_REQUEST_BYTES',
  ),
  evidence: optional(oneOf('nitriding', 'software', 'configfs-tsm'), 'SOTTO_EVIDENCE'),
  'nitriding-internal-url': optional(webAddress, 'SOTTO_NITRIDING_INTERNAL_URL'),
  'nitriding-external-url': optional(webAddress, 'SOTTO_NITRIDING_EXTERNAL_URL'),
  'tsm-folder': otherwise(line, '/sys/kernel/config/tsm/report', 'SOTTO_TSM_FOLDER'),
  'tdx-collateral-file': optional(line, 'SOTTO_TDX_COLLATERAL_FILE'),
  'state-folder': optional(line, 'SOTTO_STATE_FOLDER'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_GATEWAY_HOST'),
  port: otherwise(port, 8471, 'SOTTO_GATEWAY_PORT'),
  'admin-host': otherwise(line, '127.0.0.1', 'SOTTO_GATEWAY_ADMIN_HOST'),
  'admin-port': optional(port, 'SOTTO_GATEWAY_ADMIN_PORT'),
  'max-answers': otherwise(wholeNumber(1, 100_000), 1000, 'SOTTO_GATEWAY_MAX_ANSWERS'),
  'rotate-time': otherwise(
    duration(60_000, 720 * HOUR_MS),
    24 * HOUR_MS,
    'SOTTO_GATEWAY_ROTATE_TIME',
  ),
  'overlap-time': otherwise(
    duration(1_200_000, 24 * HOUR_MS),
    HOUR_MS,
    'SOTTO_GATEWAY_OVERLAP_TIME',
  ),
  'replay-capacity': otherwise(
    wholeNumber(1000, 5_000_000),
    500_000,
    'SOTTO_GATEWAY_REPLAY_CAPACITY',
  ),
  'drain-notice': otherwise(duration(0, 300_000), 8000, 'SOTTO_GATEWAY_DRAIN_NOTICE'),
  'drain-time': otherwise(duration(0, HOUR_MS), 300_000, 'SOTTO_GATEWAY_DRAIN_TIME'),
};

/** Of modelServerFrom, the short form without a file. */
const MODEL_VARIABLES = ['URL', 'KEY', 'NAME', 'PLACE', 'PRICE', 'CONTEXT_TOKENS'].map(
  (name) => `SOTTO_MODEL_${name}`,
);

export type EvidenceSetting =
  | { readonly kind: 'nitriding'; readonly internalUrl: string; readonly externalUrl: string }
  | { readonly kind: 'software'; readonly stateFolder: string }
  | {
      readonly kind: 'configfs-tsm';
      readonly folder: string;
      readonly collateralPath: string | undefined;
    };

export interface GatewaySettings {
  readonly gateway: Omit<
    GatewayOptions,
    'models' | 'evidence' | 'settlement' | 'log' | 'upstreams'
  >;
  /** Asks servers for their models where no name was given, so it is done once everything else was judged. */
  readonly openModels: () => Promise<{ models: readonly Model[]; upstreams: readonly Upstream[] }>;
  /** The statement's part on credits, once the models are known. */
  readonly statedCredits: StatedCredits | undefined;
  readonly evidence: EvidenceSetting;
  readonly ledger: {
    readonly url: string;
    readonly form: 'batch' | 'single';
    readonly token: string | undefined;
    /** Whether totals of the activity are told there. */
    readonly hasActivity: boolean;
  };
  readonly stateFolder: string | undefined;
  readonly drainNoticeMs: number;
  readonly drainTimeMs: number;
}

export async function gatewaySettings(
  environment: Environment,
  path: string | undefined = variable(environment, FILE),
): Promise<GatewaySettings> {
  const known = [...variablesOf(GATEWAY_SETTINGS), ...MODEL_VARIABLES, FILE];
  for (const prefix of ['SOTTO_GATEWAY_', 'SOTTO_MODEL_', 'SOTTO_LOG_', 'SOTTO_NITRIDING_']) {
    refuseUnknownVariables(environment, prefix, known);
  }
  const { top: section, sections } = await openSettings(path);
  const top = readSection({ ...GATEWAY_SETTINGS, ...CREDITS }, section, environment);
  const credits = creditsFrom(top, besideOf(top), section.where);
  const stated = await modelSections(sections);
  const server = modelServerFrom(environment);
  if (stated !== undefined && server !== undefined) {
    throw invalid('SOTTO_MODEL_URL and [model …] sections exclude each other');
  }
  return {
    gateway: { ...gatewayFrom(top), ...(credits && { credits: credits.setting }) },
    openModels: () => (stated === undefined ? found(server) : assembleModels(stated)),
    statedCredits: credits?.stated,
    evidence: evidenceFrom(top, section.where),
    ledger: {
      url: top['ledger-url'],
      form: top['ledger-form'],
      token: await tokenFrom(top),
      // Our own ledger takes batches, and is the one that has such a page.
      hasActivity: (top.activity ?? (top['ledger-form'] === 'batch' ? 'yes' : 'no')) === 'yes',
    },
    stateFolder: top['state-folder'],
    drainNoticeMs: top['drain-notice'],
    drainTimeMs: top['drain-time'],
  };
}

function besideOf(top: Values<typeof GATEWAY_SETTINGS>): {
  ledgerUrl: string;
  stateFolder: string | undefined;
} {
  // Where the log is read, which is another place once it lies in a store of files.
  const ledgerUrl = top['log-url'] ?? top['ledger-url'];
  return { ledgerUrl, stateFolder: top['state-folder'] };
}

async function found(
  server: ModelServerConfig | undefined,
): Promise<{ models: readonly Model[]; upstreams: readonly Upstream[] }> {
  return { models: await configureModels(server), upstreams: [] };
}

function gatewayFrom(top: Values<typeof GATEWAY_SETTINGS>): GatewaySettings['gateway'] {
  const adminPort = top['admin-port'];
  return {
    statement: {
      operator: top.operator,
      name: top.name,
      build: top.build,
      maxRequestBytes: top['max-request-bytes'],
      log: {
        origin: top['log-origin'],
        verifierKey: top['log-verifier-key'],
        deadlineSeconds: top['log-deadline-seconds'],
      },
    },
    host: top.host,
    port: top.port,
    maxAnswers: top['max-answers'],
    rotateMs: top['rotate-time'],
    overlapMs: top['overlap-time'],
    replayCapacity: top['replay-capacity'],
    ...(adminPort !== undefined && { admin: { host: top['admin-host'], port: adminPort } }),
  };
}

function evidenceFrom(top: Values<typeof GATEWAY_SETTINGS>, where: string): EvidenceSetting {
  const missing = (name: string): SettingError =>
    new SettingError('setting-missing', `${where}: ${name}`);
  switch (top.evidence) {
    case 'nitriding': {
      const internalUrl = top['nitriding-internal-url'];
      const externalUrl = top['nitriding-external-url'];
      if (internalUrl === undefined) throw missing('nitriding-internal-url');
      if (externalUrl === undefined) throw missing('nitriding-external-url');
      return { kind: 'nitriding', internalUrl, externalUrl };
    }
    case 'configfs-tsm':
      return {
        ...{ kind: 'configfs-tsm', folder: top['tsm-folder'] },
        collateralPath: top['tdx-collateral-file'],
      };
    case 'software': {
      const stateFolder = top['state-folder'];
      if (stateFolder === undefined) throw missing('state-folder (or SOTTO_STATE_FOLDER)');
      return { kind: 'software', stateFolder };
    }
    case undefined:
      throw missing('evidence (or SOTTO_EVIDENCE)');
  }
}

async function tokenFrom(top: Values<typeof GATEWAY_SETTINGS>): Promise<string | undefined> {
  const path = top['ledger-token-file'];
  return path === undefined ? top['ledger-token'] : readSecret(path, 'ledger-token-file');
}
