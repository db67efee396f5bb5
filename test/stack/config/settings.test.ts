import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseLines } from '../../../stack/config/lines.ts';
import { duration, webAddress, wholeNumber, words, yesNo } from '../../../stack/config/values.ts';
import { CREDITS } from '../../../stack/gateway/credits/settings.ts';
import { GATEWAY_SETTINGS, gatewaySettings } from '../../../stack/gateway/settings.ts';
import { listen } from '../../../stack/http/server.ts';
import { RELAY_SETTINGS, relaySettings } from '../../../stack/relay/settings.ts';
import { selfSigned } from '../self-signed.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

const RELAY = `# a relay
operator = Somebody
proxies = 1

[gateway one]
url = https://gateway.example:8443
log = https://log.example/sotto
`;

describe('a settings file', () => {
  it('has lines, sections and comments, and says where each stands', () => {
    const [top, one] = parseLines(RELAY, 'relay.conf');
    expect(top?.entries.get('proxies')).toEqual({ value: '1', where: 'relay.conf:3' });
    expect([one?.kind, one?.name, one?.where]).toEqual(['gateway', 'one', 'relay.conf:5']);
  });

  it.each([
    ['a = 1\na = 2', 'f:2: a stands twice'],
    ['[gateway one]\n[gateway one]', 'f:2: [gateway one] stands twice'],
    ['a = 1\nwhat is this', 'f:2: neither'],
    ['a =', 'f:1: a has no value'],
    ['[gateway]', 'f:1: neither'],
    ['A = 1', 'f:1: neither'],
  ])('%j is refused with its line', (text, complaint) => {
    expect(() => parseLines(text, 'f')).toThrow(complaint);
  });
});

describe('the relay’s settings', () => {
  it('come from its file', async () => {
    const { relay } = await relaySettings({}, await fileOf('relay.conf', RELAY));
    expect(relay).toMatchObject({
      operator: 'Somebody',
      port: 8470,
      shares: { proxies: 1, asksPerMinute: 60 },
      gateways: [
        { name: 'one', url: 'https://gateway.example:8443', logUrl: 'https://log.example/sotto' },
      ],
    });
  });

  it('come from variables, which win over the file', async () => {
    const env = { SOTTO_RELAY_PORT: '9000', SOTTO_RELAY_SILENCE_TIME: '90s' };
    const { relay } = await relaySettings(env, await fileOf('relay.conf', RELAY));
    expect([relay.port, relay.limits?.silenceMs]).toEqual([9000, 90_000]);
  });

  it.each<[string, string, Record<string, string>]>([
    ['relay.conf:9: there is no setting color here', `${RELAY}\ncolor = red`, {}],
    ['relay.conf:3: proxies is not a whole number', RELAY.replace('= 1', '= many'), {}],
    ['relay.conf:6: url is not an http', RELAY.replace('https://gateway', 'ftp://gateway'), {}],
    ['relay.conf:5: log', RELAY.replace(/log = .*/, ''), {}],
    [
      'relay.conf:8: one is a name twice',
      `${RELAY}[plain one]\nresource = http://a\nkeys = http://a`,
      {},
    ],
    ['relay.conf: operator', RELAY.replace(/operator.*/, ''), {}],
    ['relay.conf: no [gateway NAME]', 'operator = x', {}],
    ['relay.conf:2: there are no sections [model', 'operator = x\n[model one]\nurl = http://a', {}],
    ['relay.conf:1: tls-key: tls-certificate and tls-key', `tls-key = /nowhere\n${RELAY}`, {}],
    [
      'relay.conf:2: tls-certificate: /nowhere cannot be read',
      `tls-key = /nowhere\ntls-certificate = /nowhere\n${RELAY}`,
      {},
    ],
    ['there is no variable SOTTO_RELAY_PROT', RELAY, { SOTTO_RELAY_PROT: '1' }],
    ['SOTTO_RELAY_PORT is not a whole number', RELAY, { SOTTO_RELAY_PORT: '70000' }],
    ['SOTTO_RELAY_GATEWAYS', RELAY, { SOTTO_RELAY_GATEWAYS: 'one two' }],
  ])('are refused: %s', async (complaint, text, env) => {
    await expect(relaySettings(env, await fileOf('relay.conf', text))).rejects.toThrow(complaint);
  });

  it('are refused with a certificate and a key that are not each other’s', async () => {
    const folder = await temporaryFolder();
    const paths = await Promise.all(
      (['one', 'other'] as const).map(async (name) => {
        const { certificate, key } = selfSigned();
        const [crt, pem] = [join(folder, `${name}.crt`), join(folder, `${name}.pem`)];
        await writeFile(crt, certificate);
        await writeFile(pem, key);
        return { crt, pem };
      }),
    );
    const [one, other] = paths;
    const withTls = (crt = '', pem = ''): string =>
      `${RELAY.replace('proxies', `tls-certificate = ${crt}\ntls-key = ${pem}\nproxies`)}`;
    const good = await fileOf('relay.conf', withTls(one?.crt, one?.pem));
    expect((await relaySettings({}, good)).relay.tls).toMatchObject({ hasHttp2: true });
    for (const key of [other?.pem, one?.crt]) {
      const bad = await fileOf('relay.conf', withTls(one?.crt, key));
      await expect(relaySettings({}, bad)).rejects.toThrow('relay.conf:4: tls-key: ');
    }
  });

  it('are refused when the file is not there', async () => {
    await expect(relaySettings({ SOTTO_RELAY_FILE: '/nowhere.conf' })).rejects.toThrow('/nowhere');
  });
});

const GATEWAY = `operator = Somebody
name = gateway.example
build = 1
evidence = nitriding
nitriding-internal-url = http://127.0.0.1:8080
nitriding-external-url = https://127.0.0.1:443
ledger-url = https://log.example/add
log-origin = log.example/sotto
log-verifier-key = log.example/sotto+1a2b3c4d+AQID
[upstream here]
url = http://127.0.0.1:8000/v1
max-open = 4
[upstream spare]
url = https://models.example/v1
[model big]
upstreams = here spare
upstream-model = org/big
place = third-party
price = USD 0.15 0.6
[model small]
upstreams = here
place = in-enclave
`;

describe('the gateway’s settings', () => {
  it('name models, each with its servers in order', async () => {
    const settings = await gatewaySettings({}, await fileOf('gateway.conf', GATEWAY));
    const { models, upstreams } = await settings.openModels();
    expect(models).toMatchObject([
      {
        id: 'big',
        upstream: '127.0.0.1:8000',
        failover: ['models.example:443'],
        place: 'third-party',
        price: { currency: 'USD', perMillionInput: '0.15', perMillionOutput: '0.6' },
      },
      { id: 'small', upstream: '127.0.0.1:8000', place: 'in-enclave' },
    ]);
    expect(models[1]).not.toHaveProperty('failover');
    expect(upstreams.map(({ name }) => name)).toEqual(['127.0.0.1:8000', 'models.example:443']);
    expect(settings.evidence).toMatchObject({ kind: 'nitriding' });
  });

  it.each([
    ['gateway.conf:16: there is no [upstream gone]', GATEWAY.replace('here spare', 'here gone')],
    [
      'gateway.conf:13: [upstream spare] is used by no model',
      GATEWAY.replace('here spare', 'here'),
    ],
    ['gateway.conf:19: price is not like', GATEWAY.replace('USD 0.15 0.6', '0.15')],
    ['gateway.conf:19: price is not like', GATEWAY.replace('0.15 0.6', '0.1.5 0.6')],
    ['gateway.conf:18: place is not', GATEWAY.replace('third-party', 'somewhere')],
    ['gateway.conf:4: evidence is not', GATEWAY.replace('= nitriding', '= trust-me')],
    ['nitriding-external-url', GATEWAY.replace(/nitriding-external.*\n/, '')],
    ['gateway.conf:12: key-file: /nowhere', GATEWAY.replace('max-open = 4', 'key-file = /nowhere')],
    ['gateway.conf:7: ledger-url', GATEWAY.replace('https://log.example/add', 'nowhere')],
  ])('are refused: %s', async (complaint, text) => {
    await expect(gatewaySettings({}, await fileOf('gateway.conf', text))).rejects.toThrow(
      complaint,
    );
  });

  it('take models from the file or from variables, not both', async () => {
    const env = { SOTTO_MODEL_URL: 'http://127.0.0.1:1/v1' };
    const file = await fileOf('gateway.conf', GATEWAY);
    await expect(gatewaySettings(env, file)).rejects.toThrow('exclude each other');
  });
});

describe('every setting before the sections', () => {
  /** Too long for a line, and nothing else either. */
  const WRONG = 'x'.repeat(201);
  const README = readFileSync(new URL('../../../stack/README.md', import.meta.url), 'utf8');

  it.each(Object.keys(RELAY_SETTINGS))('of the relay is refused with its line: %s', async (key) => {
    const own = new RegExp(`^${key} = .*\n`, 'm');
    const file = await fileOf('relay.conf', `${key} = ${WRONG}\n${RELAY.replace(own, '')}`);
    await expect(relaySettings({}, file)).rejects.toThrow(`relay.conf:1: ${key} is not `);
  });

  it.each(Object.keys({ ...GATEWAY_SETTINGS, ...CREDITS }))(
    'of the gateway is refused with its line: %s',
    async (key) => {
      const own = new RegExp(`^${key} = .*\n`, 'm');
      const file = await fileOf('gateway.conf', `${key} = ${WRONG}\n${GATEWAY.replace(own, '')}`);
      await expect(gatewaySettings({}, file)).rejects.toThrow(`gateway.conf:1: ${key} is not `);
    },
  );

  it.each(Object.entries({ ...RELAY_SETTINGS, ...GATEWAY_SETTINGS, ...CREDITS }))(
    'is refused with its variable: %s',
    async (key, { env }) => {
      const isRelay =
        Object.hasOwn(RELAY_SETTINGS, key) && env?.startsWith('SOTTO_RELAY_') === true;
      const read = isRelay ? relaySettings : gatewaySettings;
      const file = isRelay ? fileOf('relay.conf', RELAY) : fileOf('gateway.conf', GATEWAY);
      const variables = { [env ?? '']: WRONG };
      await expect(read(variables, await file)).rejects.toThrow(`${String(env)} is not `);
    },
  );

  it.each(Object.keys(RELAY_SETTINGS).filter((key) => !['host', 'port', 'operator'].includes(key)))(
    'of the relay is told of on the operators’ page: %s',
    (key) => {
      expect(README).toContain(`\`${key}\``);
    },
  );
});

describe('an address that is taken', () => {
  it('ends the start with one line that names it', async () => {
    const first = await listen(async () => undefined);
    onTestFinished(() => first.close());
    const port = new URL(first.url).port;
    await expect(listen(async () => undefined, { port: Number(port) })).rejects.toThrow(
      `address already in use 127.0.0.1:${port}`,
    );
  });
});

describe('values', () => {
  it('of time have a unit and bounds', () => {
    const read = duration(1000, 60_000);
    expect(['1s', '1500ms', '1m'].map(read)).toEqual([1000, 1500, 60_000]);
    for (const wrong of ['1', '10', '0s', '2m', '1 s', '-1s', '1e3ms']) {
      expect(() => read(wrong)).toThrow('a time from');
    }
  });

  it('are read as they stand or not at all', () => {
    expect(wholeNumber(1, 5)('5')).toBe(5);
    expect(() => wholeNumber(1, 5)('6')).toThrow();
    expect(() => wholeNumber(1, 5)('1.0')).toThrow();
    expect(webAddress('https://a.example/x/')).toBe('https://a.example/x');
    for (const wrong of ['https://user@a.example', 'https://a/?q', 'file:///etc', 'a.example']) {
      expect(() => webAddress(wrong)).toThrow();
    }
    expect(yesNo('no')).toBe(false);
    expect(() => yesNo('true')).toThrow();
    expect(words(/^[a-z]+$/, 2)('a  b')).toEqual(['a', 'b']);
    expect(() => words(/^[a-z]+$/, 2)('a b c')).toThrow();
  });
});
