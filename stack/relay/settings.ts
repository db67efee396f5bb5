/**
 * The relay's settings: what there is, with its defaults and its variables. The only addresses it will ever send to
 * are those that stand here.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { entries, optional as variable, SettingError, type Environment } from '../environment.ts';
import {
  invalid,
  openSettings,
  optional,
  otherwise,
  readSection,
  refuseUnknownVariables,
  required,
  variablesOf,
  type SettingsFile,
  type Values,
} from '../config/settings.ts';
import type { Section } from '../config/lines.ts';
import { duration, line, port, webAddress, wholeNumber, yesNo } from '../config/values.ts';
import type { TlsOptions } from '../http/server.ts';
import { SHARES, type RelayShares } from './desk.ts';
import type { RelayedIssuer } from './issuer-copy.ts';
import type { RelayOptions } from './relay.ts';
import type { PlainGateway, RelayedGateway } from './resources.ts';

const GATEWAYS = 'SOTTO_RELAY_GATEWAYS';
const ISSUERS = 'SOTTO_RELAY_ISSUERS';
const FILE = 'SOTTO_RELAY_FILE';
const HOUR_MS = 3_600_000;
const count = wholeNumber(1, 1_000_000);

/** What may stand before the first section. */
export const RELAY_SETTINGS = {
  operator: required(line, 'SOTTO_RELAY_OPERATOR'),
  host: otherwise(line, '127.0.0.1', 'SOTTO_RELAY_HOST'),
  port: otherwise(port, 8470, 'SOTTO_RELAY_PORT'),
  'tls-certificate': optional(line, 'SOTTO_RELAY_TLS_CERTIFICATE'),
  'tls-key': optional(line, 'SOTTO_RELAY_TLS_KEY'),
  http2: otherwise(yesNo, true, 'SOTTO_RELAY_HTTP2'),
  proxies: otherwise(wholeNumber(0, 8), 0, 'SOTTO_RELAY_PROXIES'),
  'admin-host': otherwise(line, '127.0.0.1', 'SOTTO_RELAY_ADMIN_HOST'),
  'admin-port': optional(port, 'SOTTO_RELAY_ADMIN_PORT'),
  'max-connections': otherwise(wholeNumber(0, 1_000_000), 0, 'SOTTO_RELAY_MAX_CONNECTIONS'),
  'max-answers': otherwise(count, SHARES.maxAnswers, 'SOTTO_RELAY_MAX_ANSWERS'),
  'max-request-bytes': otherwise(
    wholeNumber(4096, 1_048_576),
    65_536,
    'SOTTO_RELAY_MAX_REQUEST_BYTES',
  ),
  'max-answer-bytes': otherwise(
    wholeNumber(65_536, 268_435_456),
    1_048_576,
    'SOTTO_RELAY_MAX_ANSWER_BYTES',
  ),
  'header-time': otherwise(duration(1000, 120_000), 10_000, 'SOTTO_RELAY_HEADER_TIME'),
  'request-time': otherwise(duration(1000, 300_000), 30_000, 'SOTTO_RELAY_REQUEST_TIME'),
  'silence-time': otherwise(duration(1000, HOUR_MS), 180_000, 'SOTTO_RELAY_SILENCE_TIME'),
  'answer-time': otherwise(duration(1000, HOUR_MS), 600_000, 'SOTTO_RELAY_ANSWER_TIME'),
  'asks-per-minute': otherwise(count, SHARES.asksPerMinute, 'SOTTO_RELAY_ASKS_PER_MINUTE'),
  'ask-burst': otherwise(count, SHARES.askBurst, 'SOTTO_RELAY_ASK_BURST'),
  'reads-per-minute': otherwise(count, SHARES.readsPerMinute, 'SOTTO_RELAY_READS_PER_MINUTE'),
  'read-burst': otherwise(count, SHARES.readBurst, 'SOTTO_RELAY_READ_BURST'),
  'forget-time': otherwise(duration(60_000, HOUR_MS), SHARES.forgetMs, 'SOTTO_RELAY_FORGET_TIME'),
  'drain-notice': otherwise(duration(0, 300_000), 6000, 'SOTTO_RELAY_DRAIN_NOTICE'),
  'drain-time': otherwise(duration(0, HOUR_MS), 300_000, 'SOTTO_RELAY_DRAIN_TIME'),
};

const GATEWAY = { url: required(webAddress), log: required(webAddress) };
const ISSUER = { url: required(webAddress) };
const PLAIN = { resource: required(webAddress), keys: required(webAddress) };

export interface RelaySettings {
  readonly relay: Omit<RelayOptions, 'log'>;
  readonly drainNoticeMs: number;
  readonly drainTimeMs: number;
}

export async function relaySettings(
  environment: Environment,
  path: string | undefined = variable(environment, FILE),
): Promise<RelaySettings> {
  refuseUnknownVariables(environment, 'SOTTO_RELAY_', [
    ...variablesOf(RELAY_SETTINGS),
    GATEWAYS,
    ISSUERS,
    FILE,
  ]);
  const file = await openSettings(path);
  const top = readSection(RELAY_SETTINGS, file.top, environment);
  const adminPort = top['admin-port'];
  const tls = await tlsFrom(file.top, top);
  return {
    relay: {
      operator: top.operator,
      host: top.host,
      port: top.port,
      ...gatewaysFrom(file, environment),
      issuers: issuersFrom(file, environment),
      ...(tls !== undefined && { tls }),
      ...(adminPort !== undefined && { admin: { host: top['admin-host'], port: adminPort } }),
      maxConnections: top['max-connections'],
      headersTimeoutMs: top['header-time'],
      bodyTimeoutMs: top['request-time'],
      maxRequestBytes: top['max-request-bytes'],
      limits: {
        maxResponseBytes: top['max-answer-bytes'],
        silenceMs: top['silence-time'],
        maxDurationMs: top['answer-time'],
      },
      shares: sharesFrom(top),
    },
    drainNoticeMs: top['drain-notice'],
    drainTimeMs: top['drain-time'],
  };
}

function sharesFrom(top: Values<typeof RELAY_SETTINGS>): Partial<RelayShares> {
  return {
    asksPerMinute: top['asks-per-minute'],
    askBurst: top['ask-burst'],
    readsPerMinute: top['reads-per-minute'],
    readBurst: top['read-burst'],
    forgetMs: top['forget-time'],
    maxAnswers: top['max-answers'],
    proxies: top.proxies,
  };
}

function gatewaysFrom(
  { file, sections }: SettingsFile,
  environment: Environment,
): { gateways: RelayedGateway[]; plain: PlainGateway[] } {
  const gateways: RelayedGateway[] = [];
  const plain: PlainGateway[] = [];
  for (const section of sections) {
    const { kind, name, where } = section;
    if (kind === 'issuer') continue;
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) throw invalid(`${where}: name ${name}`);
    if (kind === 'gateway') {
      const { url, log } = readSection(GATEWAY, section);
      gateways.push({ name, url, logUrl: log });
    } else if (kind === 'plain') {
      const { resource, keys } = readSection(PLAIN, section);
      plain.push({ name, resourceUrl: resource, keysUrl: keys });
    } else {
      throw invalid(`${where}: there are no sections [${kind} …] here`);
    }
  }
  if (variable(environment, GATEWAYS) !== undefined) {
    gateways.splice(0, gateways.length, ...gatewaysIn(environment));
  }
  const all = [...gateways, ...plain];
  if (all.length === 0) {
    throw new SettingError('setting-missing', `${file}: no [gateway NAME] (or ${GATEWAYS})`);
  }
  const twice = sections.find(
    ({ kind, name }, at) =>
      kind !== 'issuer' &&
      sections.slice(0, at).some((o) => o.kind !== 'issuer' && o.name === name),
  );
  if (twice !== undefined) throw invalid(`${twice.where}: ${twice.name} is a name twice`);
  if (new Set(all.map(({ name }) => name)).size < all.length) {
    throw invalid(`${GATEWAYS}: a name twice`);
  }
  return { gateways, plain };
}

/** `[issuer NAME]` with its url, or `NAME URL; …`; the name is the one that gateways state. */
function issuersFrom({ sections }: SettingsFile, environment: Environment): RelayedIssuer[] {
  const named = sections.filter(({ kind }) => kind === 'issuer');
  const issuers = named.map((section) => {
    const { url } = readSection(ISSUER, section);
    return { name: section.name, url };
  });
  if (variable(environment, ISSUERS) !== undefined) {
    const listed = entries(environment, ISSUERS, 2);
    issuers.splice(0, issuers.length, ...listed.map(issuerIn));
  }
  if (issuers.some(({ name }) => !/^[a-z0-9][a-z0-9.-]{0,251}$/.test(name))) {
    throw invalid(`${ISSUERS}: a name`);
  }
  return issuers;
}

function issuerIn([name = '', url = '']: string[]): RelayedIssuer {
  try {
    return { name, url: webAddress(url) };
  } catch (cause) {
    throw invalid(`${ISSUERS}: ${name}`, cause);
  }
}

function gatewaysIn(environment: Environment): RelayedGateway[] {
  return entries(environment, GATEWAYS, 3).map(([name = '', url = '', logUrl = '']) => {
    try {
      return { name, url: webAddress(url), logUrl: webAddress(logUrl) };
    } catch (cause) {
      throw invalid(`${GATEWAYS}: ${name}`, cause);
    }
  });
}

async function tlsFrom(
  { entries: lines }: Section,
  top: Values<typeof RELAY_SETTINGS>,
): Promise<TlsOptions | undefined> {
  const [certificatePath, keyPath] = [top['tls-certificate'], top['tls-key']];
  if (certificatePath === undefined && keyPath === undefined) return undefined;
  const at = (key: 'tls-certificate' | 'tls-key'): string =>
    `${lines.get(key)?.where ?? RELAY_SETTINGS[key].env ?? ''}: ${key}`;
  if (certificatePath === undefined || keyPath === undefined) {
    const alone = at(keyPath === undefined ? 'tls-certificate' : 'tls-key');
    throw invalid(`${alone}: tls-certificate and tls-key stand together or not at all`);
  }
  const certificate = await fileAt(certificatePath, at('tls-certificate'));
  const key = await fileAt(keyPath, at('tls-key'));
  if (!belongTogether(certificate, key)) {
    throw invalid(
      `${at('tls-key')}: ${keyPath} is no key of the certificate, or either is not PEM`,
    );
  }
  return { certificate, key, hasHttp2: top.http2 };
}

function fileAt(path: string, where: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid(`${where}: ${path} cannot be read`, cause);
  });
}

/** Its time is not judged: a clock may be wrong at start, and browsers will say. */
function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
