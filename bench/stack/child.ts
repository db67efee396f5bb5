/**
 * Runs the parts that are measured in processes of their own, so that one's work is not counted as another's. A part
 * is a module of this folder that calls `serveParent`; it says where it listens and answers small commands.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../scripts/json.ts';

export interface Part {
  readonly url: string;
  readonly pid: number;
  /** Asks the part for its state: memory after a collection, CPU time, whatever it counts. */
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

export interface Usage {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly cpuMs: number;
}

/** As stack/deploy starts them: a small young generation, because thousands of streams outlive it anyway. */
const V8_FLAGS: Readonly<Record<string, readonly string[]>> = {
  gateway: ['--max-semi-space-size=2', '--optimize-for-size'],
};

type Message = Readonly<Record<string, unknown>>;

export async function startPart(name: string, settings: Message = {}): Promise<Part> {
  const path = fileURLToPath(new URL(`parts/${name}.ts`, import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx', '--expose-gc', ...(V8_FLAGS[name] ?? [])],
    // What it logs costs it the writing, as in earnest, and goes nowhere.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = await next(child, 'ready');
  const url = String(ready['url']);
  return {
    url,
    pid: child.pid ?? 0,
    async usage() {
      child.send({ type: 'usage' });
      const message = await next(child, 'usage');
      return {
        rssBytes: Number(message['rssBytes']),
        heapBytes: Number(message['heapBytes']),
        cpuMs: Number(message['cpuMs']),
      };
    },
    async close() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function next(child: ChildProcess, type: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`part ended with ${code}`));
    const listen = (message: unknown): void => {
      if (!isRecord(message) || message['type'] !== type) return;
      child.off('message', listen);
      child.off('exit', onExit);
      resolve(message);
    };
    child.on('message', listen);
    child.once('exit', onExit);
  });
}

/** In the part: tells the parent where it listens and answers it. */
export function serveParent(url: string): void {
  process.on('message', (message: unknown) => {
    if (!isRecord(message) || message['type'] !== 'usage') return;
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send?.({
      type: 'usage',
      rssBytes: rss,
      heapBytes: heapUsed,
      cpuMs: (user + system) / 1000,
    });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ type: 'ready', url });
}

export function settings(): Message {
  const parsed: unknown = JSON.parse(process.argv[2] ?? '{}');
  return isRecord(parsed) ? parsed : {};
}
