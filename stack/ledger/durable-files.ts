/**
 * Files that survive a power cut: written aside, fsynced, renamed, and the folder fsynced, in that order, and never
 * appended to or truncated in place. Must never report a write as done before all four have happened.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyOf, equal, type Bytes } from '../../lib/bytes/index.ts';
import { LedgerError } from './errors.ts';

export interface NamedBytes {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly bytes: Bytes;
}

/** Called before each step on the disk; a test throws here to die at that very point. */
export type BeforeStep = (what: string) => void;

const TEMPORARY = 'private/tmp';

export class DurableFiles {
  readonly #folder: string;
  readonly #beforeStep: BeforeStep;

  private constructor(folder: string, beforeStep: BeforeStep) {
    this.#folder = folder;
    this.#beforeStep = beforeStep;
  }

  /** Makes the folder's own folders. */
  static async open(
    folder: string,
    beforeStep: BeforeStep = () => undefined,
  ): Promise<DurableFiles> {
    await mkdir(join(folder, 'public'), { recursive: true });
    await mkdir(join(folder, 'private'), { recursive: true, mode: 0o700 });
    const files = new DurableFiles(folder, beforeStep);
    await mkdir(join(folder, TEMPORARY), { recursive: true });
    for (const path of ['.', 'public', 'private']) await files.#syncFolder(path);
    return files;
  }

  /** Clears away what an earlier death left half-written. Under the folder's lock only: it may be another's, alive. */
  async clear(): Promise<void> {
    for (const name of await readdir(join(this.#folder, TEMPORARY))) {
      await rm(join(this.#folder, TEMPORARY, name), { force: true });
    }
  }

  /** The bytes, or undefined where there is no such file. */
  async read(path: string): Promise<Bytes | undefined> {
    try {
      return copyOf(await readFile(join(this.#folder, path)));
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    }
  }

  /** Puts a file in place of another, or where there was none. */
  async replace({ path, bytes }: NamedBytes, mode = 0o644): Promise<void> {
    for (const made of await this.#makeFolder(dirname(path))) await this.#syncFolder(made);
    const aside = await this.#writeAside(bytes, mode);
    this.#beforeStep(`rename ${path}`);
    await rename(aside, join(this.#folder, path));
    await this.#syncFolder(dirname(path));
  }

  /**
   * Puts new files in place, none of which ever changes again. One that is already there must hold the same bytes:
   * a recovered batch writes some of them a second time.
   */
  async create(files: readonly NamedBytes[]): Promise<void> {
    const folders = new Set<string>();
    for (const { path, bytes } of files) {
      for (const made of await this.#makeFolder(dirname(path))) folders.add(made);
      folders.add(dirname(path));
      const found = await this.read(path);
      if (found === undefined) {
        const aside = await this.#writeAside(bytes, 0o644);
        this.#beforeStep(`rename ${path}`);
        await rename(aside, join(this.#folder, path));
      } else if (!equal(found, bytes)) {
        throw new LedgerError('ledger-file-differs', path);
      }
    }
    for (const folder of folders) await this.#syncFolder(folder);
  }

  async #writeAside(bytes: Bytes, mode: number): Promise<string> {
    const aside = join(this.#folder, TEMPORARY, randomBytes(8).toString('hex'));
    this.#beforeStep('write aside');
    const handle = await open(aside, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return aside;
  }

  /** The parents in which something new appeared, to be fsynced with the rest. */
  async #makeFolder(path: string): Promise<string[]> {
    const first = await mkdir(join(this.#folder, path), { recursive: true });
    if (first === undefined) return [];
    const parents: string[] = [];
    for (let at = path; at !== '.'; at = dirname(at)) parents.push(dirname(at));
    return parents;
  }

  async #syncFolder(path: string): Promise<void> {
    // Windows cannot open a folder; there the rename alone has to do.
    if (process.platform === 'win32') return;
    this.#beforeStep(`sync ${path}`);
    const handle = await open(join(this.#folder, path), 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
