/** Mail addresses (RFC 5321, the part that people use), found from their @ outwards. */
import { isAsciiWord, isBlank, isEastAsian, isLetter, isWordUnit } from './characters.ts';
import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

const AT = 0x40;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;
const MAX_BEFORE = 110;
const LOCAL_MARKS = "._%+-'";
/** What follows an @ in file names and packages, and is no domain. */
const NOT_TOP = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'css', 'js', 'ts', 'local']);
/** "name (at) example.org", as people write it against robots. */
const WRITTEN_AT = /^[([{]\s?(?:at|ät|arroba|chez|アット)\s?[)\]}]/i;

/** Letters of scripts with spaces between words: in the others one cannot see where an address begins. */
const isPart = (unit: number): boolean => isWordUnit(unit) && !isEastAsian(unit);
const isLocal = (unit: number): boolean =>
  isPart(unit) || (unit > 0 && LOCAL_MARKS.includes(String.fromCharCode(unit)));
const isDomain = (unit: number): boolean => isPart(unit) || unit === 0x2e || unit === 0x2d;

export function findEmails(source: Source): Finding[] {
  const found: Finding[] = [];
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const unit = source.at(at);
    const width = unit === AT ? 1 : unit === 0x28 || unit === 0x5b ? writtenAt(source, at) : 0;
    if (width === 0) continue;
    const finding = around(source, at, width, from);
    if (finding === undefined) continue;
    found.push(finding);
    from = finding.end;
    // A password ends before the very sign that it was found by.
    at = Math.max(at, finding.end - 1);
  }
  return found;
}

function writtenAt(source: Source, index: number): number {
  return WRITTEN_AT.exec(source.slice(index, index + 10))?.[0].length ?? 0;
}

function around(source: Source, at: number, width: number, from: number): Finding | undefined {
  const isWritten = width > 1;
  const password = isWritten ? 0 : passwordLength(source, at);
  if (password > 0) return { kind: 'key', start: at - password, end: at };
  const localEnd = isWritten && isBlank(source.at(at - 1)) ? at - 1 : at;
  const start = localStart(source, localEnd, from);
  const domainStart = at + width + (isWritten && isBlank(source.at(at + width)) ? 1 : 0);
  const end = domainEnd(source, domainStart);
  if (start === localEnd || end === domainStart) return undefined;
  const beforeIt = source.slice(start - MAX_LOCAL, start);
  // scheme://user@host names a machine.
  if (/:\/\/$/.test(beforeIt)) return undefined;
  // The address of a repository, as in git@host:path.
  if (source.slice(start, localEnd) === 'git' && source.at(end) === 0x3a) return undefined;
  return { kind: 'email', start, end };
}

/** scheme://user:password@host holds a secret, whatever it is made of. */
function passwordLength(source: Source, at: number): number {
  const before = source.slice(at - MAX_BEFORE, at);
  return /:\/\/[^\s/@:]{0,40}:([^\s/@]{1,64})$/.exec(before)?.[1]?.length ?? 0;
}

function localStart(source: Source, end: number, from: number): number {
  let start = end;
  const limit = Math.max(from, end - MAX_LOCAL);
  while (start > limit && isLocal(source.at(start - 1))) start -= 1;
  while (start < end && !isWordUnit(source.at(start))) start += 1;
  const last = source.at(end - 1);
  return isWordUnit(last) || last === 0x2b || last === 0x2d || last === 0x5f ? start : end;
}

/** The end of a domain with at least one dot and a top of letters; the start when there is none. */
function domainEnd(source: Source, start: number): number {
  let end = start;
  const limit = start + MAX_DOMAIN;
  while (end < limit && isDomain(source.at(end))) end += 1;
  while (end > start && !isWordUnit(source.at(end - 1))) end -= 1;
  const labels = source.slice(start, end).split('.');
  const top = labels.at(-1) ?? '';
  const isWhole = labels.every(
    (label) => label !== '' && !label.startsWith('-') && !label.endsWith('-'),
  );
  if (!isWhole || labels.length < 2 || !isTop(top)) return start;
  return end;
}

function isTop(top: string): boolean {
  if (top.length < 2 || NOT_TOP.has(top.toLowerCase())) return false;
  const isPuny = top.toLowerCase().startsWith('xn--');
  return [...top].every((one) => {
    const unit = one.charCodeAt(0);
    return isPuny ? isAsciiWord(unit) || one === '-' : isLetter(unit);
  });
}
