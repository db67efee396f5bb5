/** The files of stack/deploy against what the programs really take. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { PROGRAMS } from '../../scripts/stack-programs.ts';
import { buildEif } from '../../stack/deploy/nitro/build-eif.ts';
import { cpioOf } from '../../stack/deploy/nitro/cpio.ts';
import { crc32 } from '../../stack/deploy/nitro/crc32.ts';
import { measureEif, readEif } from '../../stack/deploy/nitro/eif.ts';
import { gatewaySettings } from '../../stack/gateway/settings.ts';
import { relaySettings } from '../../stack/relay/settings.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

const DEPLOY = fileURLToPath(new URL('../../stack/deploy/', import.meta.url));
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');

function partsIn(text: string): string[] {
  return [...text.matchAll(/\/sotto\/(\w+)\.mjs/g)].map(([, part = '']) => part);
}

describe('the settings files', () => {
  it('are accepted by their programs', async () => {
    const { relay } = await relaySettings({}, join(DEPLOY, 'relay.conf'));
    expect(relay.gateways).toMatchObject([{ name: 'one' }]);
    const gateway = await gatewaySettings({}, join(DEPLOY, 'gateway.conf'));
    expect((await gateway.openModels()).models).toMatchObject([{ id: 'llama-3.1-8b' }]);
  });
});

/** What stands at a path like `spec.containers.0.args` of a parsed file. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    const entries: [string, unknown][] = Object.entries(inner);
    return entries.find(([name]) => name === key)?.[1];
  }, value);
}

const documents = (name: string): unknown[] =>
  parseAllDocuments(read(name)).map((one) => {
    const js: unknown = one.toJS();
    return js;
  });

function entriesAt(value: unknown, path: string): [string, unknown][] {
  const found = at(value, path);
  const entries: [string, unknown][] =
    typeof found === 'object' && found !== null ? Object.entries(found) : [];
  return entries;
}

const keysAt = (value: unknown, path: string): string[] =>
  entriesAt(value, path).map(([name]) => name);

describe('compose and Kubernetes files', () => {
  it('start programs that there are, with files and networks that there are', () => {
    const compose: unknown = parse(read('compose.yaml'), { merge: true });
    const names = keysAt(compose, 'services');
    expect(names).toEqual(['relay', 'gateway', 'ledger']);
    for (const name of names) {
      const service = at(compose, `services.${name}`);
      expect(partsIn(JSON.stringify(at(service, 'command')))).toEqual([name]);
      expect(existsSync(join(DEPLOY, `../${name}/main.ts`))).toBe(true);
      expect(service).toMatchObject({ image: 'sotto-stack', read_only: true, cap_drop: ['ALL'] });
      const volumes = JSON.stringify(at(service, 'volumes'));
      for (const [, file = ''] of volumes.matchAll(/"\.\/([^:"]+):/g)) {
        expect(existsSync(join(DEPLOY, file))).toBe(true);
      }
      for (const [, network] of entriesAt(service, 'networks')) {
        expect(keysAt(compose, 'networks')).toContain(network);
      }
    }
    expect(at(compose, 'networks.middle.internal')).toBe(true);
  });

  it('give the relay settings that it accepts, and time to drain', async () => {
    const [config, deployment, service, budget] = documents('kubernetes/relay.yaml');
    const path = join(await temporaryFolder(), 'relay.conf');
    const files = entriesAt(config, 'data');
    expect(files.map(([name]) => name)).toEqual(['relay.conf']);
    writeFileSync(path, String(files[0]?.[1]));
    const { relay, drainNoticeMs, drainTimeMs } = await relaySettings({}, path);
    const spec = at(deployment, 'spec.template.spec');
    const graceMs = Number(at(spec, 'terminationGracePeriodSeconds')) * 1000;
    expect(graceMs).toBeGreaterThan(drainNoticeMs + drainTimeMs);
    expect(at(spec, 'containers.0.ports.0.containerPort')).toBe(relay.port);
    expect(at(spec, 'containers.0.ports.1.containerPort')).toBe(relay.admin?.port);
    expect(partsIn(JSON.stringify(at(spec, 'containers.0.args')))).toEqual(['relay']);
    expect(at(spec, 'containers.0.readinessProbe.httpGet.path')).toBe('/readyz');
    expect(at(service, 'spec.selector')).toEqual(at(deployment, 'spec.template.metadata.labels'));
    expect(Number(at(budget, 'spec.minAvailable'))).toBeLessThan(
      Number(at(deployment, 'spec.replicas')),
    );
  });

  it('give the ledger variables that it reads, and one writer', () => {
    const [ledger] = documents('kubernetes/ledger.yaml');
    expect(at(ledger, 'spec.replicas')).toBe(1);
    const program = readFileSync(join(DEPLOY, '../ledger/settings.ts'), 'utf8');
    const variables = entriesAt(ledger, 'spec.template.spec.containers.0.env');
    expect(variables).toHaveLength(4);
    for (const [, variable] of variables) {
      expect(program).toContain(String(at(variable, 'name')));
    }
  });

  it('build every part that they start', () => {
    const started = ['compose.yaml', 'kubernetes/relay.yaml', 'kubernetes/ledger.yaml']
      .flatMap((name) => partsIn(read(name)))
      .concat(partsIn(read('nitro/Containerfile')));
    expect(read('Containerfile')).toContain('scripts/build-stack.ts /out');
    const known: readonly string[] = PROGRAMS;
    expect(started.length).toBeGreaterThan(0);
    expect(started.filter((part) => !known.includes(part))).toEqual([]);
  });
});

describe('the image recipe', () => {
  const kernel = Buffer.from('kernel bytes');
  const parts = {
    kernel,
    cmdline: 'console=ttyS0',
    ramdisks: ['init', 'ours'].map((s) => Buffer.from(s)),
  };

  it('gives the measurements of the image format, computed here by another program', () => {
    const extend = (content: string): string => {
      // openssl shares nothing with Node's own reading of the file.
      const dgst = (input: Buffer): Buffer =>
        execFileSync('openssl', ['dgst', '-sha384', '-binary'], { input });
      return dgst(Buffer.concat([Buffer.alloc(48), dgst(Buffer.from(content))])).toString('hex');
    };
    expect(measureEif(buildEif(parts))).toEqual({
      pcr0: extend('kernel bytesconsole=ttyS0initours'),
      pcr1: extend('kernel bytesconsole=ttyS0init'),
      pcr2: extend('ours'),
    });
  });

  it('has the header of the format', () => {
    const file = Buffer.from(buildEif(parts));
    expect(file.subarray(0, 8).toString('hex')).toBe('2e65696600040000');
    expect(file.readUInt16BE(26)).toBe(4);
    expect(file.readBigUInt64BE(28)).toBe(548n);
    expect(readEif(file).map(({ type }) => type)).toEqual([1, 2, 3, 3]);
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });

  it('is refused with any bit turned, cut short or longer', () => {
    const file = buildEif(parts);
    for (let at = 0; at < file.length; at += 7) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => readEif(changed)).toThrow(RangeError);
    }
    expect(() => readEif(file.subarray(0, -1))).toThrow(RangeError);
    expect(() => readEif(Buffer.concat([file, Buffer.alloc(1)]))).toThrow(RangeError);
  });

  it('makes the same ramdisk of the same files, and one that cpio reads', async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()];
    const fill = (folder: string, names: string[]): void => {
      mkdirSync(join(folder, 'etc'));
      for (const name of names) writeFileSync(join(folder, name), `content of ${name}`);
    };
    fill(one, ['b', 'a', 'etc/c']);
    fill(two, ['etc/c', 'a', 'b']);
    const archive = Buffer.from(await cpioOf(one));
    expect(archive.equals(Buffer.from(await cpioOf(two)))).toBe(true);
    const digest = createHash('sha256').update(archive).digest('hex');
    writeFileSync(join(two, 'a'), 'other');
    expect(
      createHash('sha256')
        .update(await cpioOf(two))
        .digest('hex'),
    ).not.toBe(digest);
    expect(archive.toString('latin1').match(/070701/g)).toHaveLength(5);
    expect(archive.length % 4).toBe(0);
  });

  it('starts with a script that a shell can read, on the ports that the page names', () => {
    execFileSync('sh', ['-n', join(DEPLOY, 'nitro/start.sh')]);
    const script = read('nitro/start.sh');
    expect(script).toContain('-wait-for-app');
    const flag = (name: string): string => new RegExp(`-${name} (\\S+)`).exec(script)?.[1] ?? '';
    const page = read('nitro/README.md');
    expect(page).toContain(`nitriding-internal-url = http://127.0.0.1:${flag('intport')}\n`);
    // Documents are on the daemon's public port.
    expect(page).toContain(`nitriding-external-url = https://127.0.0.1:${flag('ext-pub-port')}\n`);
    expect(page).toContain(`"remote":"192.168.127.2:${flag('ext-pub-port')}"`);
    expect(flag('appwebsrv')).toBe('http://127.0.0.1:8471');
  });

  it('waits until the daemon listens, and no longer', () => {
    const script = read('nitro/start.sh');
    const [, pattern = ''] = /grep -q '([^']+)'/.exec(script) ?? [];
    const line = (address: string, state: string): string =>
      `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1`;
    const isUp = (text: string): boolean => new RegExp(pattern).test(text);
    expect(isUp(line('0100007F:1F90', '0A'))).toBe(true);
    expect(isUp(line('0100007F:1F90', '01'))).toBe(false);
    expect(isUp(line('0100007F:2117', '0A'))).toBe(false);
    expect(Number.parseInt('1F90', 16)).toBe(8080);
  });
});
