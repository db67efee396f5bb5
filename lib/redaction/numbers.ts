/**
 * Runs of digit groups with what stands between them: "+49 (171) 234-5678" is one run of four groups. Cards, phones
 * and most national numbers are windows of such runs. Each run is read once, and no window is longer than WINDOW.
 */
import { digitOf, isBlank, isLetter } from './characters.ts';
import type { Source } from './source.ts';

export interface Group {
  readonly start: number;
  readonly end: number;
  /** In ASCII, whatever they were written in. */
  readonly digits: string;
}

export interface Run {
  readonly groups: readonly Group[];
  /** What stands before each group; of the first one nothing. */
  readonly gaps: readonly string[];
}

/** Groups in one window: the French number of social security has seven. */
export const WINDOW = 8;
/** A group with more digits is a number of another kind, and ends the run. */
const MAX_GROUP = 24;
const MAX_GAP = 3;

const MARKS = '-./()\u2010\u2011\u2012\u2013\u00b7';
const isGap = (unit: number): boolean =>
  isBlank(unit) || (unit > 0 && MARKS.includes(String.fromCharCode(unit)));

export function runsOf(source: Source): Run[] {
  const runs: Run[] = [];
  let groups: Group[] = [];
  let gaps: string[] = [];
  const close = (): void => {
    if (groups.length > 0) runs.push({ groups, gaps });
    groups = [];
    gaps = [];
  };
  let index = 0;
  while (index < source.length) {
    if (digitOf(source.at(index)) < 0) {
      index += 1;
      continue;
    }
    const group = groupAt(source, index);
    const gap = gapBefore(source, groups.at(-1), index);
    if (gap === undefined) close();
    if (group.digits.length > MAX_GROUP) close();
    else {
      gaps.push(groups.length === 0 ? '' : (gap ?? ''));
      groups.push(group);
    }
    index = group.end;
  }
  close();
  return runs;
}

function groupAt(source: Source, start: number): Group {
  let digits = '';
  let end = start;
  for (let digit = digitOf(source.at(end)); digit >= 0; digit = digitOf(source.at(end))) {
    if (digits.length <= MAX_GROUP) digits += String(digit);
    end += 1;
  }
  return { start, end, digits };
}

/** What stands between two groups of one run; undefined when they do not belong together. */
function gapBefore(source: Source, last: Group | undefined, index: number): string | undefined {
  if (last === undefined || index - last.end > MAX_GAP) return undefined;
  for (let at = last.end; at < index; at += 1) if (!isGap(source.at(at))) return undefined;
  const gap = source.slice(last.end, index);
  // The end of a sentence.
  return /^\. /.test(gap) ? undefined : gap;
}

/** Consecutive groups of a run, read as one number. */
export interface Window {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** The lengths of the groups, as in '3-3-4'. */
  readonly shape: string;
  /** What stands between the groups, in order. */
  readonly gaps: readonly string[];
  readonly groups: readonly Group[];
}

/** A mark that binds two groups closer than a space does: half of "1.2.3" is no number of its own. */
const isTight = (gap: string): boolean => /^[-./\u2010-\u2013]+$/.test(gap);

export function windowOf(source: Source, run: Run, from: number, to: number): Window | undefined {
  const groups = run.groups.slice(from, to);
  const [first, last] = [groups[0], groups.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (from > 0 && isTight(run.gaps[from] ?? '')) return undefined;
  if (to < run.groups.length && isTight(run.gaps[to] ?? '')) return undefined;
  if (isGlued(source, first.start, last.end)) return undefined;
  return {
    source,
    start: first.start,
    end: last.end,
    digits: groups.map(({ digits }) => digits).join(''),
    shape: groups.map(({ digits }) => digits.length).join('-'),
    gaps: run.gaps.slice(from + 1, to),
    groups,
  };
}

const isNameUnit = (unit: number): boolean =>
  unit === 0x5f || unit === 0x23 || (isLetter(unit) && unit < 0x2000);

/** Part of a name, an amount or a decimal number: "A123", "12px", "$1 000", "0,25", "50 %". */
function isGlued(source: Source, start: number, end: number): boolean {
  const before = source.at(start - 1);
  const after = source.at(end);
  if (isNameUnit(before) || isNameUnit(after)) return true;
  if (after === 0x25 || before === 0x24 || before === 0x20ac || before === 0xa3) return true;
  const isDecimal = (after === 0x2c || after === 0x2e) && digitOf(source.at(end + 1)) >= 0;
  return isDecimal || (before === 0x2c && digitOf(source.at(start - 2)) >= 0);
}

/** The words just before a place, in lower case. */
export function wordsBefore(source: Source, start: number, length: number): string {
  return source.slice(start - length, start).toLowerCase();
}
