/**
 * Reads the JSON of the tlog vectors. Whole numbers beyond 2^53 are kept exact: they are read as text.
 * A field of another type than the format says makes the entry fail, never the run.
 */
import { readFileSync } from 'node:fs';
import { fromHex, type Bytes } from '../../../lib/bytes/index.ts';
import { isRecord, type JsonRecord } from '../../json.ts';

/** Long numbers become strings before JSON.parse can round them; strings are stepped over whole. */
export function readExact(file: string): JsonRecord {
  const text = readFileSync(file, 'utf8').replaceAll(
    /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g,
    (token) => (token.startsWith('"') ? token : `"${token}"`),
  );
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error(`${file} does not hold a JSON object`);
  return value;
}

export function record(value: unknown): JsonRecord {
  if (!isRecord(value)) throw new Error('not an object');
  return value;
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not a text');
  return value;
}

export function bytes(value: unknown): Bytes {
  return fromHex(text(value));
}

export function big(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  throw new Error('not a whole number');
}

export function hashes(value: unknown): Bytes[] {
  return list(value).map(bytes);
}
