/** Folders that a run makes for itself and takes away again. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function makeTemporary(name: string): string {
  return mkdtempSync(join(tmpdir(), `sotto-${name}-`));
}

/** A browser may still be writing while it dies. */
export function removeTemporary(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Chromium derives an unpacked extension's id from its folder: another folder is another installation. */
export function copyBuild(folder: string): string {
  const copy = makeTemporary('build');
  cpSync(folder, copy, { recursive: true });
  return copy;
}
