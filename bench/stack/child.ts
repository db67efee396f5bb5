/**
 * Runs the parts that are measured in processes of their own, so that one's work is not counted as another's, and
 * built as operators run them (`npm run build:stack`), what they are held against included. A part is a module of
 * `parts` that calls `serveParent`; it says where it listens and answers small commands.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../scripts/json.ts';
import { bundle } from '../../scripts/stack-programs.ts';

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

const folder = mkdtempSync(join(tmpdir(), 'sotto-parts-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const built = new Map<string, Promise<string>>();

function builtPart(name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  const building =
    built.get(name) ??
    bundle(join(import.meta.dirname, 'parts', `${name}.ts`), outfile).then(() => outfile);
  built.set(name, building);
  return building;
}

export async function startPart(name: string, settings: Message = {}): Promise<Part> {
  const child = fork(await builtPart(name), [JSON.stringify(settings)], {
    execArgv: ['--expose-gc', ...(V8_FLAGS[name] ?? [])],
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
