/**
 * Settings of a program from its file and its environment, by a table of what there is. A variable wins over the file,
 * so that one file serves many machines. Strict: an unknown key, a missing one and a wrong value all end the start,
 * with the line or the variable that is wrong.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseVerifierKey } from '../../lib/settlement/index.ts';
import { SettingError, type Environment } from '../environment.ts';
import { parseLines, type Section } from './lines.ts';
import type { Read } from './values.ts';

export interface Setting<T> {
  readonly read: Read<T>;
  readonly env: string | undefined;
  readonly otherwise: { readonly value: T } | 'required';
}

export type Schema = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

export function required<T>(read: Read<T>, env?: string): Setting<T> {
  return { read, env, otherwise: 'required' };
}

export function optional<T>(read: Read<T>, env?: string): Setting<T | undefined> {
  return { read, env, otherwise: { value: undefined } };
}

export function otherwise<T>(read: Read<T>, value: T, env?: string): Setting<T> {
  return { read, env, otherwise: { value } };
}

export interface SettingsFile {
  readonly file: string;
  readonly top: Section;
  readonly sections: readonly Section[];
}

/** Without a path, an empty file: everything then comes from the environment. */
export async function openSettings(path: string | undefined): Promise<SettingsFile> {
  const file = path === undefined ? 'settings' : basename(path);
  let text = '';
  if (path !== undefined) {
    text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new SettingError('setting-missing', `${path} cannot be read`, { cause });
    });
  }
  const [top, ...sections] = parseLines(text, file);
  if (top === undefined) throw new RangeError('no top section');
  return { file, top, sections };
}

export function readSection<S extends Schema>(
  schema: S,
  section: Section,
  environment: Environment = {},
): Values<S> {
  for (const [key, { where }] of section.entries) {
    if (!Object.hasOwn(schema, key)) throw invalid(`${where}: there is no setting ${key} here`);
  }
  const pairs = Object.entries(schema).map(([key, setting]) => {
    return [key, valueOf(key, setting, section, environment)] as const;
  });
  // Every key of the schema was read by its own reader just above; the compiler cannot follow fromEntries.
  return Object.fromEntries(pairs) as Values<S>;
}

function valueOf(
  key: string,
  { read, env, otherwise: fallback }: Setting<unknown>,
  section: Section,
  environment: Environment,
): unknown {
  const fromVariable = env === undefined ? undefined : environment[env];
  if (env !== undefined && fromVariable !== undefined && fromVariable !== '') {
    return readOne(read, fromVariable, env);
  }
  const entry = section.entries.get(key);
  if (entry !== undefined) return readOne(read, entry.value, `${entry.where}: ${key}`);
  if (fallback !== 'required') return fallback.value;
  const alternative = env === undefined ? '' : ` (or ${env})`;
  throw new SettingError('setting-missing', `${section.where}: ${key}${alternative}`);
}

function readOne(read: Read<unknown>, text: string, where: string): unknown {
  try {
    return read(text);
  } catch (cause) {
    const wanted = cause instanceof Error ? cause.message : 'something else';
    throw new SettingError('setting-invalid', `${where} is not ${wanted}`, { cause });
  }
}

/** A misspelt variable is a mistake like a misspelt line. */
export function refuseUnknownVariables(
  environment: Environment,
  prefix: string,
  known: readonly (string | undefined)[],
): void {
  const stray = Object.keys(environment).find(
    (name) => name.startsWith(prefix) && !known.includes(name),
  );
  if (stray !== undefined) throw invalid(`there is no variable ${stray}`);
}

export function variablesOf(...schemas: readonly Schema[]): string[] {
  return schemas
    .flatMap((schema) => Object.values(schema))
    .flatMap(({ env }) => (env === undefined ? [] : [env]));
}

/** A secret from a file of its own, without its final line end, so that no settings file has to hold one. */
export async function readSecret(path: string, key: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid(`${key}: ${path} cannot be read`, cause);
  });
  const secret = text.trim();
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) throw invalid(`${key}: ${path} is not one line`);
  return secret;
}

/** Keys in the form of C2SP signed-note are judged before anything starts. */
export async function demandVerifierKeys(setting: string, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await parseVerifierKey(key).catch((cause: unknown) => {
      throw invalid(`${setting}: ${key} is no verifier key`, cause);
    });
  }
}

export function invalid(what: string, cause?: unknown): SettingError {
  return new SettingError('setting-invalid', what, { cause });
}
