/** JSON from files and commands: unknown until one of these has looked at it. */
import { readFileSync } from 'node:fs';

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function readRecord(file: string): JsonRecord {
  const value = readJson(file);
  if (!isRecord(value)) throw new Error(`${file} does not hold a JSON object`);
  return value;
}

export function recordAt(value: JsonRecord, key: string): JsonRecord {
  const found = value[key];
  return isRecord(found) ? found : {};
}

export function numberAt(value: JsonRecord, key: string): number {
  const found = value[key];
  if (typeof found !== 'number') throw new Error(`${key} is not a number`);
  return found;
}

export function stringsAt(value: JsonRecord, key: string): string[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}
