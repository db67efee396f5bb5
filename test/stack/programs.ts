/** The programs of the stack as operators run them: built, each a process with a settings file, ended with the test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { copyOf } from '../../lib/bytes/index.ts';
import { isRecord, type JsonRecord } from '../../scripts/json.ts';
import { buildProgram } from '../../scripts/stack-programs.ts';
import { measurementHex, measureSources } from '../../stack/enclave/measurement.ts';
import { verifyEnclave, type Enclave, type Trust } from '../fakes/device.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

export interface Program {
  readonly child: ChildProcess;
  /** The line in which it says where it is; rejects with its complaint when it ends before that. */
  readonly said: Promise<JsonRecord>;
  /** Lines of its log so far. */
  readonly lines: readonly string[];
  /** Its exit code, and the signal that ended it. */
  readonly ended: Promise<{ readonly code: number | null; readonly complaint: string }>;
}

export interface Start {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function startProgram({ file, args = [], env = {} }: Start): Program {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise<{ code: number | null; complaint: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, complaint }));
  });
  const said = new Promise<JsonRecord>((resolve, reject) => {
    void ended.then(({ code }) => reject(new Error(`ended with ${String(code)}: ${complaint}`)));
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const words: unknown = line.includes('"url"') ? JSON.parse(line) : undefined;
      if (isRecord(words)) resolve(words);
    });
  });
  said.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, said, lines, ended };
}

export interface Built {
  readonly folder: string;
  readonly files: Readonly<Record<'relay' | 'gateway' | 'ledger', string>>;
}

export async function buildAll(): Promise<Built> {
  const folder = await temporaryFolder();
  const [relay = '', gateway = '', ledger = ''] = await Promise.all(
    (['relay', 'gateway', 'ledger'] as const).map((part) => buildProgram(part, folder)),
  );
  return { folder, files: { relay, gateway, ledger } };
}

/** Lines added to the settings of a program. */
export interface Settings {
  readonly relay?: readonly string[];
  readonly gateway?: readonly string[];
}

export interface Running {
  readonly relay: Program;
  readonly gateway: Program;
  readonly ledger: Program;
  readonly ledgerUrl: string;
  /** The gateway's resource at the relay. */
  readonly url: string;
  readonly enclave: Enclave;
  readonly ledgerFolder: string;
  readonly verifierKey: string;
  readonly trust: Trust;
  /** The gateway once more, with the same settings and state. */
  startGateway(): Program;
}

export async function startAll(
  { folder, files }: Built,
  modelUrl: string,
  more: Settings = {},
): Promise<Running> {
  const ledgerFolder = join(folder, 'ledger');
  const ledger = startProgram({
    file: files.ledger,
    env: {
      SOTTO_LEDGER_FOLDER: ledgerFolder,
      SOTTO_LEDGER_ORIGIN: 'log.example/test',
      SOTTO_LEDGER_PORT: '0',
    },
  });
  const ledgerSaid = await ledger.said;
  const ledgerUrl = String(ledgerSaid['url']);
  const gatewayFile = await settingsFile(folder, 'gateway', [
    ...['operator = Test', 'name = gateway.example', 'build = test', 'evidence = software'],
    ...[`state-folder = ${folder}`, 'port = 0', 'drain-notice = 0s', `ledger-url = ${ledgerUrl}`],
    `log-origin = ${String(ledgerSaid['origin'])}`,
    `log-verifier-key = ${String(ledgerSaid['verifierKey'])}`,
    ...(more.gateway ?? []),
    ...['[upstream one]', `url = ${modelUrl}`, '[model fake-model]', 'upstreams = one'],
    ...['place = in-enclave', 'price = USD 1 2'],
  ]);
  const startGateway = (): Program => startProgram({ file: files.gateway, args: [gatewayFile] });
  const gateway = startGateway();
  const relayFile = await settingsFile(folder, 'relay', [
    ...['operator = Test', 'port = 0', 'drain-notice = 0s', ...(more.relay ?? [])],
    ...['[gateway one]', `url = ${String((await gateway.said)['url'])}`, `log = ${ledgerUrl}`],
  ]);
  const relay = startProgram({ file: files.relay, args: [relayFile] });
  const url = `${String((await relay.said)['url'])}/g/one`;
  const root = copyOf(await readFile(join(folder, 'enclave', 'development-root.der')));
  const measurements = [measurementHex(await measureSources())];
  const trust = { anchors: [root], measurements };
  return {
    ...{ relay, gateway, ledger, ledgerUrl, url, trust, startGateway },
    ledgerFolder,
    verifierKey: String(ledgerSaid['verifierKey']),
    enclave: await verifyEnclave(url, trust),
  };
}

async function settingsFile(
  folder: string,
  part: string,
  lines: readonly string[],
): Promise<string> {
  const path = join(folder, `${part}.conf`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}
