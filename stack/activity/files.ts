/**
 * The static files of the activity below the log's prefix (README.md), and their one spelling each:
 *
 *   activity/days            the UTC days there are files of, one YYYY-MM-DD a line, rising
 *   activity/hours/DAY       `HH BASE64` a line, rising: the log's signed checkpoint as that hour ended
 *   activity/totals/DAY      BASE64 a line: totals, in the order in which the log took them that day
 *   activity/gateways/HEX    an introduction, named by its transcript's SHA-256
 *
 * Must never be read in a second spelling: what one reader sees, all see.
 */
import { fromBase64, fromUtf8, toBase64, type Bytes } from '../../lib/bytes/index.ts';
import { ActivityError } from './errors.ts';

export const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;
export const DAYS_PATH = 'activity/days';
export const MAX_DAYS = 4000;
export const MAX_DAYS_LENGTH = MAX_DAYS * 11;
export const MAX_HOURS_LENGTH = 4 * 1024 * 1024;
export const MAX_TOTALS_LENGTH = 8 * 1024 * 1024;

export const hoursPath = (day: string): string => `activity/hours/${day}`;
export const totalsPath = (day: string): string => `activity/totals/${day}`;
export const gatewayPath = (hashHex: string): string => `activity/gateways/${hashHex}`;

export function hourAt(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

/** The UTC day of an hour, YYYY-MM-DD. */
export function dayOf(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString().slice(0, 10);
}

/** The first hour of a day as `dayOf` writes it; throws on any other text. */
export function firstHourOf(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || ms < 0 || dayOf(ms / HOUR_MS) !== day) throw malformed('day');
  return ms / HOUR_MS;
}

export function formatDays(days: readonly string[]): string {
  return days.map((day) => `${day}\n`).join('');
}

export function parseDays(bytes: Bytes): string[] {
  const days = linesOf(bytes, MAX_DAYS_LENGTH);
  if (!isRising(days.map(firstHourOf))) throw malformed('days');
  return days;
}

export interface HourRecord {
  readonly hour: number;
  /** A checkpoint, as the log published it. */
  readonly noteBytes: Bytes;
}

export function formatHours(records: readonly HourRecord[]): string {
  return records
    .map(({ hour, noteBytes }) => `${twoDigits(hour % DAY_HOURS)} ${toBase64(noteBytes)}\n`)
    .join('');
}

export function parseHours(bytes: Bytes, day: string): HourRecord[] {
  const first = firstHourOf(day);
  const records = linesOf(bytes, MAX_HOURS_LENGTH).map((line) => {
    const [, digits = '', encoded = ''] = /^([01]\d|2[0-3]) (\S+)$/.exec(line) ?? [];
    if (digits === '') throw malformed('hour');
    return { hour: first + Number(digits), noteBytes: bytesOf(encoded) };
  });
  if (!isRising(records.map(({ hour }) => hour))) throw malformed('hours');
  return records;
}

export function formatTotals(totals: readonly Bytes[]): string {
  return totals.map((total) => `${toBase64(total)}\n`).join('');
}

/** The messages, none of them read. */
export function parseTotals(bytes: Bytes): Bytes[] {
  return linesOf(bytes, MAX_TOTALS_LENGTH).map(bytesOf);
}

function linesOf(bytes: Bytes, maxBytes: number): string[] {
  if (bytes.length === 0) return [];
  if (bytes.length > maxBytes) throw malformed('length');
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch (cause) {
    throw malformed('not UTF-8', cause);
  }
  if (!text.endsWith('\n')) throw malformed('no final newline');
  return text.slice(0, -1).split('\n');
}

function bytesOf(encoded: string): Bytes {
  try {
    const bytes = fromBase64(encoded);
    if (bytes.length > 0) return bytes;
  } catch (cause) {
    throw malformed('base64', cause);
  }
  throw malformed('empty line');
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? Infinity));
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function malformed(detail: string, cause?: unknown): ActivityError {
  return new ActivityError('activity-file-malformed', detail, { cause });
}
