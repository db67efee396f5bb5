/**
 * The end of the programs that answer in moments (ledger, witness, issuer, spent set), as processes under SIGTERM: what
 * was under way is answered, then they end by themselves; told a second time they end at once. What they refuse at the
 * start is one line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildProgram as buildMeasured } from '../../scripts/stack-programs.ts';
import { prepareLogKey, startLedger } from '../../stack/ledger/index.ts';
import { ledgerSettings } from '../../stack/ledger/settings.ts';
import { witnessSettings } from '../../stack/witness/settings.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';
import { buildProgram, spawnProgram, type Program } from './issuer/process.ts';

const HASH = 'A'.repeat(43);
const begin = { ask: HASH, ids: [{ id: HASH, keyNumber: 1 }], run: 'A'.repeat(22) };

interface Part {
  readonly name: string;
  readonly env: (folder: string) => Record<string, string> | Promise<Record<string, string>>;
  /** A request of its own, its head without the length, and how it is answered. */
  readonly head: readonly string[];
  readonly body: string;
  readonly status: number;
}

const PARTS: readonly Part[] = [
  {
    name: 'ledger',
    env: (folder) => ({
      SOTTO_LEDGER_FOLDER: folder,
      SOTTO_LEDGER_ORIGIN: 'log.example/test',
      SOTTO_LEDGER_PORT: '0',
    }),
    head: ['POST /add HTTP/1.1', 'Content-Type: application/octet-stream'],
    body: 'e'.repeat(32),
    status: 200,
  },
  {
    name: 'witness',
    env: async (folder) => {
      const log = { folder: join(folder, 'log'), origin: 'log.example/test' };
      return {
        SOTTO_WITNESS_FOLDER: join(folder, 'witness'),
        SOTTO_WITNESS_NAME: 'witness.example/test',
        SOTTO_WITNESS_LOGS: `${log.origin} ${await prepareLogKey(log)}`,
        SOTTO_WITNESS_PORT: '0',
      };
    },
    head: ['POST /add-checkpoint HTTP/1.1'],
    body: 'old 0\n\nno checkpoint\n',
    status: 400,
  },
  {
    name: 'issuer',
    env: async (folder) => {
      const ledger = await startLedger({
        folder: join(folder, 'log'),
        origin: 'log.example/test',
      });
      onTestFinished(() => ledger.close());
      return {
        SOTTO_ISSUER_FOLDER: join(folder, 'issuer'),
        SOTTO_ISSUER_NAME: 'issuer.example',
        SOTTO_ISSUER_SERVICE: 'gateway.example',
        SOTTO_LEDGER_URL: ledger.url,
        SOTTO_ISSUER_PORT: '0',
      };
    },
    head: ['POST /ask HTTP/1.1', 'Content-Type: message/ohttp-chunked-req'],
    body: 'not sealed',
    status: 422,
  },
  {
    name: 'spent',
    env: (folder) => ({
      SOTTO_SPENT_FOLDER: folder,
      SOTTO_SPENT_TOKEN: 'secret',
      SOTTO_SPENT_PORT: '0',
    }),
    head: ['POST /begin HTTP/1.1', 'Authorization: Bearer secret'],
    body: JSON.stringify(begin),
    status: 200,
  },
];

let programs: string;
const programOf = ({ name }: Part): string => join(programs, `${name}-main.mjs`);

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'sotto-ends-'));
  await Promise.all(PARTS.map(({ name }) => buildProgram(`${name}/main`, programs)));
});
afterAll(() => rm(programs, { recursive: true }));

async function started(part: Part): Promise<Program & { readonly port: number }> {
  const folder = await temporaryFolder();
  const program = spawnProgram(programOf(part), await part.env(join(folder, 'state')));
  onTestFinished(async () => {
    program.process.kill('SIGKILL');
    await program.ended;
  });
  const { url } = await program.ready;
  return { ...program, port: Number(new URL(String(url)).port) };
}

interface Exchange {
  readonly socket: Socket;
  readonly said: () => string;
  readonly closed: Promise<void>;
}

/** A request whose head the server has read, for it says so (RFC 9110 section 10.1.1); its body is still to come. */
async function halfSaid({ head, body }: Part, port: number): Promise<Exchange> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const lines = [...head, 'Host: a', 'Expect: 100-continue', `Content-Length: ${body.length}`];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await expect.poll(() => text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  return { socket, said: () => text, closed };
}

/** Answers of a server that is ending tell their clients to close. */
function isEnding(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
    socket
      .on('error', () => undefined)
      .once('close', () => resolve(/connection: close/i.test(text)));
    socket.write('GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.once('data', () => socket.end());
  });
}

describe.each(PARTS)('a $name that is told to end', (part) => {
  it('answers what was under way, and ends by itself', async () => {
    const program = await started(part);
    const { socket, said, closed } = await halfSaid(part, program.port);
    program.process.kill('SIGTERM');
    await expect.poll(() => isEnding(program.port)).toBe(true);
    expect(program.process.exitCode).toBeNull();
    socket.write(part.body);
    await closed;
    expect(said()).toContain(`HTTP/1.1 ${part.status} `);
    expect(await program.ended).toBe('');
    expect(program.process.exitCode).toBe(0);
  });

  it('ends at once when it is told a second time', async () => {
    const program = await started(part);
    const { said, closed } = await halfSaid(part, program.port);
    program.process.kill('SIGTERM');
    await expect.poll(() => isEnding(program.port)).toBe(true);
    program.process.kill('SIGTERM');
    await closed;
    expect(said()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await program.ended).toBe('');
    expect(program.process.exitCode).toBe(0);
  });
});

describe('a list of keys', () => {
  const wrong = 'log.example/test+1a2b3c4d+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh';

  it('is held to its form before anything starts, and a quorum to its length', async () => {
    const witness = { SOTTO_WITNESS_FOLDER: 'x', SOTTO_WITNESS_NAME: 'x' };
    await expect(
      witnessSettings({ ...witness, SOTTO_WITNESS_LOGS: `log.example/test ${wrong}` }),
    ).rejects.toThrow(`logs (SOTTO_WITNESS_LOGS): ${wrong} is no verifier key`);
    const ledger = { SOTTO_LEDGER_FOLDER: 'x', SOTTO_LEDGER_ORIGIN: 'log.example/test' };
    await expect(
      ledgerSettings({ ...ledger, SOTTO_LEDGER_WITNESSES: `http://127.0.0.1:1 ${wrong}` }),
    ).rejects.toThrow(`witnesses (SOTTO_LEDGER_WITNESSES): ${wrong} is no verifier key`);
    await expect(ledgerSettings({ ...ledger, SOTTO_LEDGER_QUORUM: '1' })).rejects.toThrow(
      'quorum (SOTTO_LEDGER_QUORUM): 1 of 0 witnesses',
    );
  });
});

describe.each(PARTS)('a $name that cannot start', (part) => {
  const prefix = `SOTTO_${part.name.toUpperCase()}_`;

  it('says in one line what is missing, unknown or taken', async () => {
    const folder = await temporaryFolder();
    const good = await part.env(join(folder, 'state'));
    const complaint = async (environment: Record<string, string>): Promise<string> => {
      const { ended, process: child } = spawnProgram(programOf(part), environment);
      const text = await ended;
      expect(child.exitCode).toBe(1);
      return text;
    };
    const without = { ...good, [`${prefix}FOLDER`]: '' };
    expect(await complaint(without)).toBe(
      `setting-missing: settings: folder (or ${prefix}FOLDER)\n`,
    );
    const misspelt = { ...good, [`${prefix}FOLDR`]: 'x' };
    expect(await complaint(misspelt)).toBe(
      `setting-invalid: there is no variable ${prefix}FOLDR\n`,
    );
    const holder = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void holder.close());
    await new Promise((resolve) => holder.once('listening', resolve));
    const address = holder.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await complaint({ ...good, [`${prefix}PORT`]: String(taken) })).toBe(
      `listen EADDRINUSE: address already in use 127.0.0.1:${taken}\n`,
    );
  });
});

describe('a gateway whose log cannot be reached', () => {
  it('says what it waits for, and what a device would have to trust', async () => {
    const folder = await temporaryFolder();
    const program = spawnProgram(await buildMeasured('gateway', folder), {
      SOTTO_EVIDENCE: 'software',
      SOTTO_STATE_FOLDER: folder,
      SOTTO_GATEWAY_OPERATOR: 'x',
      SOTTO_GATEWAY_NAME: 'gateway.example',
      SOTTO_GATEWAY_BUILD: 'x',
      SOTTO_GATEWAY_PORT: '0',
      SOTTO_LEDGER_URL: 'http://127.0.0.1:1',
      SOTTO_LOG_ORIGIN: 'log.example/test',
      SOTTO_LOG_VERIFIER_KEY: await prepareLogKey({ folder, origin: 'log.example/test' }),
      SOTTO_MODEL_URL: 'http://127.0.0.1:1/v1',
      SOTTO_MODEL_NAME: 'x',
    });
    let said = '';
    program.process.stdout?.on('data', (part: Buffer) => (said += part.toString()));
    await expect
      .poll(() => said)
      .toContain('{"part":"gateway","waitingFor":"http://127.0.0.1:1"}\n');
    expect(said).toMatch(/"developmentRoot":".+","measurement":\{"pcr0":"[0-9a-f]{96}"/);
    program.process.kill('SIGKILL');
    await program.ended;
  });
});
