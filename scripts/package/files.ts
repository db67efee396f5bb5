/** The files below a folder by their paths with forward slashes, and those that are under version control. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ZipEntry } from './zip.ts';

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

export function entriesOf(folder: string, paths: readonly string[]): ZipEntry[] {
  return paths.map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
}

/** Undefined where this is no checkout, or there is no git. */
export function versionedFiles(root: string): string[] | undefined {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return undefined;
  return stdout.split('\0').filter((path) => path !== '');
}
