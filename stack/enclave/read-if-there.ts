/**
 * A file of a development root's folder, or nothing where it was not made yet. Must never take an unreadable file for
 * an absent one.
 */
import { readFile } from 'node:fs/promises';
import { EvidenceError } from './evidence.ts';

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new EvidenceError('root-unreadable', path, { cause });
  }
}
