/**
 * Loads the modules that a driver finds in a folder, so that adding one is adding a file. What a
 * module exports is unknown until looked at, since its name came from the disk.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord, type JsonRecord } from './json.ts';

export interface Loaded {
  name: string;
  exports: JsonRecord;
}

export async function loadModule(file: string): Promise<JsonRecord | undefined> {
  if (!existsSync(file)) return undefined;
  const loaded: unknown = await import(pathToFileURL(file).href);
  return isRecord(loaded) ? loaded : undefined;
}

/** In the order of their names, so that two runs print alike. */
export async function loadModules(folder: string, pattern: RegExp): Promise<Loaded[]> {
  const files = readdirSync(folder)
    .filter((file) => pattern.test(file))
    .sort();
  const modules = await Promise.all(
    files.map(async (file) => ({
      name: basename(file, '.ts'),
      exports: await loadModule(join(folder, file)),
    })),
  );
  return modules.flatMap(({ name, exports }) => (exports === undefined ? [] : [{ name, exports }]));
}

export function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}
