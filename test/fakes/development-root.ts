/** A development root of its own for tests, made once per test file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentRoot, type DevelopmentRoot } from '../../stack/enclave/development-root.ts';

const made = new Map<string, Promise<DevelopmentRoot>>();

/** @param name Two names make two roots. */
export function developmentRoot(nowMs: number, name = 'one'): Promise<DevelopmentRoot> {
  const root = made.get(name) ?? make(nowMs);
  made.set(name, root);
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
