/**
 * A real EVM node, in memory, on loopback: blocks, logs and calldata that the device reads come from it. Its accounts
 * are the well-known development ones; nothing on this chain is worth anything.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EmulatorError } from './errors.ts';
import { findAnvil } from './find-anvil.ts';
import { connectRpc, type Rpc } from './rpc.ts';

export interface EvmNode {
  readonly url: string;
  readonly rpc: Rpc;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const LISTENING = /Listening on (127\.0\.0\.1:\d+)/;

export async function startNode(chainId: number, port = 0): Promise<EvmNode> {
  const path = findAnvil();
  const settings = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)];
  const child = spawn(path, [...settings, '--accounts', '2', '--disable-block-gas-limit'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // Nothing of the desk's environment concerns it, a home folder with its settings least of all.
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1' },
  });
  // A killed test must not leave a node behind.
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  try {
    const url = `http://${await listening(child)}`;
    const rpc = connectRpc(url);
    return { url, rpc, close: () => stop(child, killChild) };
  } catch (cause) {
    await stop(child, killChild);
    throw cause;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new EmulatorError('anvil-failed', why));
    const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS);
    child.once('error', (cause) => fail(cause.message));
    child.once('exit', (code) => fail(`ended with ${String(code)}`));
    if (child.stdout === null) return fail('no output');
    // Read to the end, so that the node never waits for room in the pipe.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = LISTENING.exec(line) ?? [];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

async function stop(child: ChildProcess, killChild: () => void): Promise<void> {
  process.off('exit', killChild);
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await ended;
}
