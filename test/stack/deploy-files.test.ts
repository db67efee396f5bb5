/**
 * Compose and Kubernetes files: well-formed, with no key that an engine would not know, and what they name (programs,
 * settings, ports, volumes, probes, each other) is there and is taken by the programs' own readers.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { isRecord, type JsonRecord } from '../../scripts/json.ts';
import { PROGRAMS } from '../../scripts/stack-programs.ts';
import { gatewaySettings } from '../../stack/gateway/settings.ts';
import { ledgerSettings } from '../../stack/ledger/settings.ts';
import { startLedger } from '../../stack/ledger/index.ts';
import { startRelay } from '../../stack/relay/relay.ts';
import { relaySettings } from '../../stack/relay/settings.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';
import { COMPOSE, KUBERNETES } from './deploy-schema.ts';

const DEPLOY = join(import.meta.dirname, '../../stack/deploy');
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');
const ajv = new Ajv({ allErrors: true });
const [isCompose, isKubernetes] = [ajv.compile(COMPOSE), ajv.compile(KUBERNETES)];

function faults(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) ? [] : validate.errors;
}

/** What stands at a path like `spec.containers.0.args`. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null
      ? Object.entries(inner).find(([name]) => name === key)?.[1]
      : undefined;
  }, value);
}

function recordAt(value: unknown, path: string): JsonRecord {
  const found = at(value, path);
  if (!isRecord(found)) throw new Error(`nothing at ${path}`);
  return found;
}

function textsAt(value: unknown, path: string): string[] {
  const found = at(value, path) ?? [];
  if (!Array.isArray(found)) throw new Error(`no list at ${path}`);
  return found.map(String);
}

const compose: unknown = parse(read('compose.yaml'), { merge: true });
const documents = (name: string): unknown[] =>
  parseAllDocuments(read(name)).map((one) => {
    expect(one.errors).toEqual([]);
    const js: unknown = one.toJS();
    return js;
  });
const conf = (name: string): string => join(DEPLOY, name);

/** The address that a health check of a service fetches. */
function checked(service: string): URL {
  const [, , , script = ''] = textsAt(compose, `services.${service}.healthcheck.test`);
  return new URL(/^fetch\('([^']+)'\)/.exec(script)?.[1] ?? '');
}

describe('a schema that watches', () => {
  it.each([
    [
      'a misspelt key',
      (file: JsonRecord) => Object.assign(recordAt(file, 'services.relay'), { comand: [] }),
    ],
    [
      'a program as root',
      (file: JsonRecord) => Object.assign(recordAt(file, 'services.relay'), { cap_drop: [] }),
    ],
    [
      'a port for all the world',
      (file: JsonRecord) =>
        Object.assign(recordAt(file, 'services.relay'), { ports: ['8470:8470'] }),
    ],
    [
      'no network',
      (file: JsonRecord) =>
        Object.assign(recordAt(file, 'services.gateway'), { networks: undefined }),
    ],
  ])('sees %s in a compose file', (_, spoil) => {
    const file: unknown = structuredClone(compose);
    if (!isRecord(file)) throw new Error('no compose file');
    expect(faults(isCompose, file)).toEqual([]);
    spoil(file);
    expect(faults(isCompose, file)).not.toEqual([]);
  });

  it.each([
    ['a second writer of the log', { replicas: 2 }],
    ['a key that Kubernetes has not', { replicaz: 1 }],
  ])('sees %s', (_, spoilt) => {
    const [ledger] = documents('kubernetes/ledger.yaml');
    expect(faults(isKubernetes, ledger)).toEqual([]);
    Object.assign(recordAt(ledger, 'spec'), spoilt);
    expect(faults(isKubernetes, ledger)).not.toEqual([]);
  });
});

describe('compose.yaml', () => {
  const services = recordAt(compose, 'services');

  it('starts each part by its own program, with networks and volumes that there are', () => {
    expect(faults(isCompose, compose)).toEqual([]);
    expect(Object.keys(services)).toEqual(['relay', 'gateway', 'ledger']);
    const known: readonly string[] = PROGRAMS;
    for (const [name, service] of Object.entries(services)) {
      expect(textsAt(service, 'command')[0]).toBe(`/sotto/${name}.mjs`);
      expect(known).toContain(name);
      const networks = Object.keys(recordAt(compose, 'networks'));
      expect(networks).toEqual(expect.arrayContaining(textsAt(service, 'networks')));
      expect(Object.keys(services)).toEqual(expect.arrayContaining(textsAt(service, 'depends_on')));
      for (const [from = '', to = ''] of textsAt(service, 'volumes').map((one) => one.split(':'))) {
        if (from.startsWith('./')) expect(textsAt(service, 'command')[1]).toBe(to);
        else {
          expect(Object.keys(recordAt(compose, 'volumes'))).toContain(from);
          // A volume takes the owner of the folder in the image: without one it would be root's.
          expect(read('Containerfile')).toMatch(new RegExp(`mkdir .*${to}\\b.*chown .*${to}\\b`));
        }
      }
    }
    expect(read('Containerfile')).toContain('scripts/build-stack.ts /out');
  });

  it('leaves the gateway no way out but its models, and nobody but the relay a door', () => {
    expect(at(compose, 'networks.middle.internal')).toBe(true);
    expect(textsAt(services, 'ledger.networks')).toEqual(['middle']);
    expect(textsAt(services, 'gateway.networks')).toEqual(['middle', 'models']);
    expect(
      Object.keys(services).filter((name) => textsAt(services, `${name}.ports`).length > 0),
    ).toEqual(['relay']);
  });

  it('mounts settings that are accepted, and that name each other by service and port', async () => {
    const { relay, drainNoticeMs, drainTimeMs } = await relaySettings({}, conf('relay.conf'));
    const { gateway, ledger, openModels } = await gatewaySettings({}, conf('gateway.conf'));
    const log = await ledgerSettings(
      Object.fromEntries(
        Object.entries(recordAt(services, 'ledger.environment')).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
    );
    expect((await openModels()).models).toMatchObject([{ id: 'llama-3.1-8b' }]);
    expect(relay.gateways).toEqual([
      { name: 'one', url: `http://gateway:${gateway.port}`, logUrl: `http://ledger:${log.port}` },
    ]);
    expect(ledger.url).toBe(`http://ledger:${log.port}`);
    expect(gateway.statement.log.origin).toBe(log.origin);
    expect(textsAt(services, 'ledger.volumes')).toEqual([`ledger-log:${log.folder}`]);
    expect([relay.host, gateway.host, log.host]).toEqual(['0.0.0.0', '0.0.0.0', '0.0.0.0']);
    const ports = { relay: relay.port, gateway: gateway.port, ledger: log.port };
    for (const [name, port] of Object.entries(ports)) expect(checked(name).port).toBe(String(port));
    expect(textsAt(services, 'relay.ports')).toEqual([`127.0.0.1:${relay.port}:${relay.port}`]);
    const graceMs = Number.parseInt(String(at(services, 'relay.stop_grace_period')), 10) * 1000;
    expect(graceMs).toBeGreaterThan(drainNoticeMs + drainTimeMs);
  });
});

describe('the Kubernetes files', () => {
  it('hold no key that the interface has not', () => {
    for (const name of ['relay', 'ledger']) {
      for (const one of documents(`kubernetes/${name}.yaml`)) {
        expect(faults(isKubernetes, one)).toEqual([]);
      }
    }
  });

  it('give the relay settings that it accepts, a service that finds it, and time to drain', async () => {
    const [config, deployment, service, budget] = documents('kubernetes/relay.yaml');
    const path = join(await temporaryFolder(), 'relay.conf');
    const [[file, text] = ['', '']] = Object.entries(recordAt(config, 'data'));
    writeFileSync(path, String(text));
    const { relay, drainNoticeMs, drainTimeMs } = await relaySettings({}, path);
    const spec = at(deployment, 'spec.template.spec');
    const mount = recordAt(spec, 'containers.0.volumeMounts.0');
    expect(textsAt(spec, 'containers.0.args')).toEqual([
      '/sotto/relay.mjs',
      `${String(mount['mountPath'])}/${file}`,
    ]);
    expect(at(spec, 'volumes.0.name')).toBe(mount['name']);
    expect(at(spec, 'volumes.0.configMap.name')).toBe(at(config, 'metadata.name'));
    const graceMs = Number(at(spec, 'terminationGracePeriodSeconds')) * 1000;
    expect(graceMs).toBeGreaterThan(drainNoticeMs + drainTimeMs);
    expect(at(spec, 'containers.0.ports')).toEqual([
      { name: 'http', containerPort: relay.port },
      { name: 'admin', containerPort: relay.admin?.port },
    ]);
    const annotations = recordAt(deployment, 'spec.template.metadata.annotations');
    expect(annotations['prometheus.io/port']).toBe(String(relay.admin?.port));
    const labels = at(deployment, 'spec.template.metadata.labels');
    expect([
      at(service, 'spec.selector'),
      at(deployment, 'spec.selector.matchLabels'),
      at(budget, 'spec.selector.matchLabels'),
    ]).toEqual([labels, labels, labels]);
    expect(Number(at(budget, 'spec.minAvailable'))).toBeLessThan(
      Number(at(deployment, 'spec.replicas')),
    );
  });

  it('give the ledger settings that it accepts, on a volume of its own', async () => {
    const [ledger, service] = documents('kubernetes/ledger.yaml');
    const spec = at(ledger, 'spec.template.spec');
    const variables = at(spec, 'containers.0.env');
    const pairs = (Array.isArray(variables) ? variables : []).filter(isRecord).map((one) => {
      const { name, value = 'from-a-secret' } = one;
      return [String(name), typeof value === 'string' ? value : ''] as const;
    });
    const settings = await ledgerSettings(Object.fromEntries(pairs));
    expect(settings).toMatchObject({ addToken: 'from-a-secret', host: '0.0.0.0' });
    expect(textsAt(spec, 'containers.0.args')).toEqual(['/sotto/ledger.mjs']);
    expect(at(spec, 'containers.0.ports.0.containerPort')).toBe(settings.port);
    expect(at(spec, 'containers.0.volumeMounts.0')).toEqual({
      name: 'log',
      mountPath: settings.folder,
    });
    expect(at(ledger, 'spec.volumeClaimTemplates.0.metadata.name')).toBe('log');
    expect(at(ledger, 'spec.serviceName')).toBe(at(service, 'metadata.name'));
    expect(at(service, 'spec.selector')).toEqual(at(ledger, 'spec.template.metadata.labels'));
  });
});

describe('what is asked to see whether a part is well', () => {
  it('is answered by it', async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'log'));
    const ledger = await startLedger({ folder: join(folder, 'log'), origin: 'log.example/sotto' });
    onTestFinished(() => ledger.close());
    const relay = await startRelay({
      operator: 'x',
      gateways: [{ name: 'one', url: ledger.url, logUrl: ledger.url }],
      log: () => undefined,
    });
    onTestFinished(() => relay.close());
    const [, deployment] = documents('kubernetes/relay.yaml');
    const [stateful] = documents('kubernetes/ledger.yaml');
    const path = (file: unknown, probe: string): string =>
      String(at(file, `spec.template.spec.containers.0.${probe}.httpGet.path`));
    const status = async (url: string, of: string): Promise<number> =>
      (await fetch(url + of)).status;
    expect(await status(relay.url, path(deployment, 'livenessProbe'))).toBe(200);
    // It has no copy of anybody's keys: alive, and not ready.
    expect(await status(relay.url, path(deployment, 'readinessProbe'))).toBe(503);
    expect(await status(relay.url, checked('relay').pathname)).toBe(503);
    expect(await status(ledger.url, path(stateful, 'readinessProbe'))).toBe(200);
    expect(await status(ledger.url, checked('ledger').pathname)).toBe(200);
    expect(checked('gateway').pathname).toBe('/readyz');
  });
});
