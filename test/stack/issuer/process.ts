/** A program of the stack as a process that can be killed: built once into one file, so that the kill hits it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isRecord } from '../../../scripts/json.ts';

export async function buildProgram(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, `${entry.replaceAll('/', '-')}.mjs`);
  const entryPoint = join(import.meta.dirname, '../../../stack', `${entry}.ts`);
  await build({
    entryPoints: [entryPoint],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm' },
  });
  return outfile;
}

export interface Program {
  readonly process: ChildProcess;
  /** Its first line, once it serves; rejects when it ends before that. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** What it wrote to standard error, when it has ended. */
  readonly ended: Promise<string>;
}

/** @param maxFileBytes No file of it grows beyond: writes fail in the middle, as on a disk that is full. */
export function spawnProgram(
  file: string,
  environment: Record<string, string>,
  maxFileBytes?: number,
): Program {
  const plain = [process.execPath, file] as const;
  const limit = `ulimit -f ${Math.floor((maxFileBytes ?? 0) / 512)}; exec "$@"`;
  const [command, ...args] =
    maxFileBytes === undefined ? plain : (['/bin/sh', '-c', limit, 'sh', ...plain] as const);
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      const line = output.split('\n').find((one) => one.includes('"url"'));
      const said: unknown = line === undefined ? undefined : JSON.parse(line);
      if (isRecord(said)) resolve(said);
    });
    child.once('exit', () => reject(new Error('ended')));
  });
  ready.catch(() => undefined);
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(errors)));
  return { process: child, ready, ended };
}
