import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyOf } from '../../lib/bytes/index.ts';
import { measurementHex, measureSources } from '../../stack/enclave/measurement.ts';
import { ask, verifyEnclave } from '../fakes/device.ts';
import { startModelServer } from '../fakes/model-server.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Starts a part as an operator does, and resolves with the line in which it says where it is. */
function startProgram(
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, path)], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => stopped(child));
  return new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.once('exit', (code) => reject(new Error(`${path} ended with ${code}: ${complaint}`)));
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"url"')) resolve(textsIn(line));
    });
  });
}

function textsIn(line: string): Record<string, string> {
  const pairs = [...line.matchAll(/"(\w+)":"([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    if (child.exitCode !== null || !child.kill('SIGTERM')) resolve();
  });
}

async function startGateway(folder: string, ledger: Record<string, string>, modelUrl: string) {
  return startProgram('stack/gateway/main.ts', {
    SOTTO_EVIDENCE: 'software',
    SOTTO_STATE_FOLDER: folder,
    SOTTO_GATEWAY_OPERATOR: 'Gateway operator',
    SOTTO_GATEWAY_NAME: 'gateway.example',
    SOTTO_GATEWAY_BUILD: 'test',
    SOTTO_GATEWAY_PORT: '0',
    SOTTO_GATEWAY_DRAIN_NOTICE: '0s',
    SOTTO_LEDGER_URL: ledger['url'] ?? '',
    SOTTO_LOG_ORIGIN: ledger['origin'] ?? '',
    SOTTO_LOG_VERIFIER_KEY: ledger['verifierKey'] ?? '',
    SOTTO_MODEL_URL: modelUrl,
    SOTTO_MODEL_PRICE: 'USD 0.5 2',
  });
}

describe('relay, gateway and ledger', () => {
  it('run as programs of their own and answer an ask, priced', async () => {
    const model = await startModelServer({ words: ['yes'] });
    onTestFinished(() => model.close());
    const folder = await temporaryFolder();
    const ledger = await startProgram('stack/ledger/main.ts', {
      SOTTO_LEDGER_FOLDER: join(folder, 'ledger'),
      SOTTO_LEDGER_ORIGIN: 'log.example/test',
      SOTTO_LEDGER_PORT: '0',
    });
    const gateway = await startGateway(folder, ledger, model.url);
    const relay = await startProgram('stack/relay/main.ts', {
      SOTTO_RELAY_OPERATOR: 'Relay operator',
      SOTTO_RELAY_PORT: '0',
      SOTTO_RELAY_DRAIN_NOTICE: '0s',
      SOTTO_RELAY_GATEWAYS: `one ${gateway['url']} ${ledger['url']}`,
    });
    const operator: unknown = await (await fetch(`${relay['url']}/operator`)).json();
    expect(operator).toEqual({ version: 1, operator: 'Relay operator' });
    const root = copyOf(await readFile(join(folder, 'enclave', 'development-root.der')));
    const enclave = await verifyEnclave(`${relay['url']}/g/one`, {
      anchors: [root],
      measurements: [measurementHex(await measureSources())],
    });
    const answer = await ask(`${relay['url']}/g/one`, enclave, { padding: 'none' });
    expect(answer.text).toBe('yes');
    // 42 tokens in at 0.5, one out at 2, a million each.
    expect(answer.receipt).toMatchObject({ ok: true, receipt: { price: { amount: '0.000023' } } });
  });

  it.each([
    ['stack/relay/main.ts', { SOTTO_RELAY_OPERATOR: 'x' }, 'SOTTO_RELAY_GATEWAYS'],
    [
      'stack/relay/main.ts',
      { SOTTO_RELAY_OPERATOR: 'x', SOTTO_RELAY_GATEWAYS: 'one ftp://a http://b' },
      'SOTTO_RELAY_GATEWAYS',
    ],
    ['stack/gateway/main.ts', {}, 'SOTTO_LEDGER_URL'],
    [
      'stack/gateway/main.ts',
      {
        SOTTO_LEDGER_URL: 'http://127.0.0.1:1',
        SOTTO_GATEWAY_OPERATOR: 'x',
        SOTTO_GATEWAY_NAME: 'x',
        SOTTO_GATEWAY_BUILD: 'x',
        SOTTO_LOG_ORIGIN: 'x',
        SOTTO_LOG_VERIFIER_KEY: 'x',
        SOTTO_MODEL_URL: 'nowhere',
      },
      'SOTTO_MODEL_URL',
    ],
  ])(
    '%s refuses to start with a setting missing or wrong, and names it',
    async (path, env, name) => {
      await expect(startProgram(path, env)).rejects.toThrow(name);
    },
  );
});
