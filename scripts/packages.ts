/**
 * Debian packages that browser runs need, installed when this process is root on a machine with apt.
 * Knows nothing of browsers; says plainly whether it could do anything.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program on PATH, or undefined. */
export function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export function mayInstallPackages(): boolean {
  return process.getuid?.() === 0 && onPath('apt-get') !== undefined;
}

/** True when apt says the packages are there. Another apt may hold the lock: wait for it. */
export function installPackages(packages: readonly string[]): boolean {
  if (!mayInstallPackages()) return false;
  process.stderr.write(`Installing with apt: ${packages.join(' ')}\n`);
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    apt([...options, 'update']);
    if (apt([...options, 'install', '-y', '--no-install-recommends', ...packages])) return true;
    spawnSync('sleep', ['5']);
  }
  return false;
}

function apt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env }).status === 0;
}
