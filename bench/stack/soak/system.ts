/** The whole stack as an operator runs it: each part its own built program with its own settings, on loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { copyOf } from '../../../lib/bytes/index.ts';
import { isRecord } from '../../../scripts/json.ts';
import { buildProgram } from '../../../scripts/stack-programs.ts';
import { measurementHex, measureSources } from '../../../stack/enclave/measurement.ts';
import { verifyEnclave, type Enclave } from '../../../test/fakes/device.ts';
import { startPart } from '../child.ts';

export interface Program {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
}

export interface System {
  readonly programs: readonly Program[];
  readonly relay: Program;
  readonly gateway: Program;
  readonly ledgerUrl: string;
  /** The gateway's resource at the relay. */
  readonly url: string;
  readonly enclave: Enclave;
  close(): Promise<void>;
}

export async function startSystem(): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-soak-'));
  const model = await startPart('model', { tokens: 60 });
  const ledger = await start('ledger', folder, '', {
    SOTTO_LEDGER_FOLDER: join(folder, 'ledger'),
    SOTTO_LEDGER_ORIGIN: 'log.soak.invalid',
    SOTTO_LEDGER_PORT: '0',
  });
  const gateway = await start('gateway', folder, gatewayFile(folder, model.url, ledger));
  const relay = await start('relay', folder, relayFile(gateway.program.url, ledger.program.url));
  const programs = [relay.program, gateway.program, ledger.program];
  const root = copyOf(await readFile(join(folder, 'enclave', 'development-root.der')));
  const measurements = [measurementHex(await measureSources())];
  const url = `${relay.program.url}/g/soak`;
  return {
    programs,
    relay: relay.program,
    gateway: gateway.program,
    ledgerUrl: ledger.program.url,
    url,
    enclave: await verifyEnclave(url, { anchors: [root], measurements }),
    async close() {
      for (const { child } of programs) child.kill('SIGKILL');
      await model.close();
    },
  };
}

type Said = Readonly<Record<string, unknown>>;
interface Started {
  readonly program: Program;
  readonly said: Said;
}

function gatewayFile(folder: string, modelUrl: string, { program, said }: Started): string {
  return [
    'operator = Soak',
    'name = gateway.soak.invalid',
    'build = soak',
    'evidence = software',
    `state-folder = ${folder}`,
    'port = 0',
    'max-answers = 5000',
    'replay-capacity = 5000000',
    'drain-notice = 0s',
    `ledger-url = ${program.url}`,
    `log-origin = ${String(said['origin'])}`,
    `log-verifier-key = ${String(said['verifierKey'])}`,
    '[upstream bench]',
    `url = ${modelUrl}`,
    'max-open = 5000',
    '[model bench-model]',
    'upstreams = bench',
    'place = in-enclave',
    'price = USD 0.15 0.6',
  ].join('\n');
}

function relayFile(gatewayUrl: string, ledgerUrl: string): string {
  return [
    'operator = Soak',
    'port = 0',
    'asks-per-minute = 1000000',
    'ask-burst = 1000000',
    'drain-notice = 0s',
    // The load is a program on the same machine: its own stalls are not a slow client's.
    'header-time = 60s',
    '[gateway soak]',
    `url = ${gatewayUrl}`,
    `log = ${ledgerUrl}`,
  ].join('\n');
}

async function start(
  name: string,
  folder: string,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const path = join(folder, `${name}.conf`);
  if (file !== '') await writeFile(path, `${file}\n`);
  const flags = name === 'gateway' ? ['--max-semi-space-size=2', '--optimize-for-size'] : [];
  const program = await buildProgram(name, folder);
  const args = [...flags, program, ...(file === '' ? [] : [path])];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<Said>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}`)));
    // Read to the end, or a full pipe would stop the program.
    createInterface(child.stdout).on('line', (line) => {
      if (!line.includes('"url"')) return;
      const parsed: unknown = JSON.parse(line);
      if (isRecord(parsed)) resolve(parsed);
    });
  });
  return { program: { name, url: String(said['url']), child }, said };
}
