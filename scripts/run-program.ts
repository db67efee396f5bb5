/** Runs a program of node_modules with this Node, so that no shell and no PATH is in between. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord, readRecord } from './json.ts';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The script behind a package's command, read from the package itself. */
function commandFile(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const { bin } = readRecord(join(folder, 'package.json'));
  const commands = typeof bin === 'string' ? [bin] : isRecord(bin) ? Object.values(bin) : [];
  const named = isRecord(bin) ? bin[name] : undefined;
  const file = named ?? commands[0];
  if (typeof file !== 'string') throw new Error(`${name} has no command`);
  return join(folder, file);
}

interface Options {
  quiet?: boolean;
  env?: Record<string, string>;
}

/** Resolves to the exit status; `quiet` keeps the output back and shows it only if the program fails. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: Options = {},
): Promise<number> {
  const kept: Buffer[] = [];
  const child = spawn(process.execPath, [commandFile(name), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: [
      'ignore',
      options.quiet === true ? 'pipe' : 'inherit',
      options.quiet === true ? 'pipe' : 'inherit',
    ],
  });
  child.stdout?.on('data', (bytes: Buffer) => kept.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => kept.push(bytes));
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  if (status !== 0) process.stderr.write(Buffer.concat(kept));
  return status;
}
