/** A development root of its own for tests, made once for each name and time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentRoot, type DevelopmentRoot } from '../../stack/enclave/development-root.ts';

const made = new Map<string, Promise<DevelopmentRoot>>();

/** @param name Two names make two roots. */
export function developmentRoot(nowMs: number, name = 'one'): Promise<DevelopmentRoot> {
  const key = `${name} ${String(nowMs)}`;
  const root = made.get(key) ?? make(nowMs);
  made.set(key, root);
  return root;
}

async function make(nowMs: number): Promise<DevelopmentRoot> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-root-'));
  try {
    return await openDevelopmentRoot(folder, nowMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
