/**
 * Keys and tokens: the prefixes that their makers gave them, JSON Web Tokens, PEM blocks, values beside a word like
 * "password", and long strings too even to be words. Digests that anybody may know are left alone.
 */
import { isAsciiWord, isBlank } from './characters.ts';
import { isRandom, isUneven } from './entropy.ts';
import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

/** Prefix and the fewest characters that follow it. */
const PREFIXES: readonly (readonly [prefix: string, rest: number])[] = [
  ...([
    ['sk-', 20],
    ['sk_live_', 16],
    ['sk_test_', 16],
    ['rk_live_', 16],
    ['pk_live_', 16],
    ['whsec_', 20],
    ['ghp_', 30],
    ['gho_', 30],
    ['ghu_', 30],
    ['ghs_', 30],
    ['ghr_', 30],
    ['github_pat_', 30],
    ['glpat-', 18],
    ['gldt-', 18],
    ['AKIA', 16],
    ['ASIA', 16],
    ['AIza', 35],
    ['ya29.', 20],
    ['GOCSPX-', 20],
    ['xoxb-', 20],
    ['xoxp-', 20],
    ['xoxa-', 20],
    ['xapp-', 20],
    ['hf_', 30],
    ['npm_', 36],
    ['pypi-', 30],
    ['dop_v1_', 40],
    ['shpat_', 28],
    ['SG.', 40],
    ['sq0atp-', 20],
    ['EAAG', 60],
    ['AC_', 30],
    ['lin_api_', 30],
    ['r8_', 30],
    ['gsk_', 30],
    ['xai-', 40],
    ['tvly-', 20],
    ['AGE-SECRET-KEY-1', 40],
    ['nsec1', 50],
  ] as const),
];
const FIRSTS = new Set(PREFIXES.map(([prefix]) => prefix.charCodeAt(0)));

const MAX_TOKEN = 4096;
const MAX_BLOCK = 20_000;
const MAX_HEAD = 80;
const BEGIN = '-----BEGIN ';

const isTokenUnit = (unit: number): boolean =>
  isAsciiWord(unit) ||
  unit === 0x2d ||
  unit === 0x5f ||
  unit === 0x2b ||
  unit === 0x2f ||
  unit === 0x3d;

export function findKeys(source: Source): Finding[] {
  const found: Finding[] = [];
  let index = 0;
  while (index < source.length) {
    const unit = source.at(index);
    if (unit === 0x2d && source.has(index, BEGIN)) index = takeBlock(source, index, found);
    else if (isAsciiWord(unit)) index = takeToken(source, index, found);
    else index += 1;
  }
  return found;
}

/** Reads one run of token characters, notes what is secret in it, and returns where to go on. */
function takeToken(source: Source, start: number, found: Finding[]): number {
  const end = tokenEnd(source, start);
  const secret =
    prefixed(source, start, end) ?? named(source, start, end) ?? lone(source, start, end);
  if (secret === undefined) return end;
  found.push({ kind: 'key', start: secret[0], end: secret[1] });
  return Math.max(end, secret[1]);
}

type Place = readonly [start: number, end: number];

function tokenEnd(source: Source, start: number): number {
  let end = start;
  while (isTokenUnit(source.at(end))) end += 1;
  // Equals signs belong to a token only as its padding.
  for (let at = start; at < end; at += 1) {
    if (source.at(at) === 0x3d && isAsciiWord(source.at(at + 1))) return at;
  }
  return end;
}

/** A block of PEM, whole: a private key is noted, a certificate or public key is stepped over. */
function takeBlock(source: Source, start: number, found: Finding[]): number {
  const head = /^-----BEGIN [A-Z0-9 ]{1,60}-----/.exec(source.slice(start, start + MAX_HEAD))?.[0];
  if (head === undefined) return start + BEGIN.length;
  const isSecret = head.includes('PRIVATE KEY');
  const bodyStart = start + head.length;
  const dashes = nextDashes(source, bodyStart);
  const isClosed = source.has(dashes, '-----END ');
  // Of a key without an end, as much as a key may have.
  const end = isClosed ? footEnd(source, dashes + 9) : isSecret ? dashes : bodyStart;
  if (isSecret) found.push({ kind: 'key', start, end });
  return end;
}

function nextDashes(source: Source, from: number): number {
  const limit = Math.min(source.length, from + MAX_BLOCK);
  for (let at = from; at < limit; at += 1) {
    if (source.at(at) === 0x2d && source.has(at, '-----')) return at;
  }
  return limit;
}

function footEnd(source: Source, from: number): number {
  const foot = /^[A-Z0-9 ]{1,60}-----/.exec(source.slice(from, from + MAX_HEAD))?.[0] ?? '';
  return from + foot.length;
}

function prefixed(source: Source, start: number, end: number): Place | undefined {
  const first = source.at(start);
  if (first === 0x65 && source.has(start, 'eyJ')) return webToken(source, start);
  if (!FIRSTS.has(first)) return undefined;
  const hit = PREFIXES.find(([prefix]) => source.has(start, prefix));
  if (hit === undefined) return undefined;
  const to = hit[0].endsWith('.') ? dottedEnd(source, start) : end;
  const rest = source.slice(start + hit[0].length, Math.min(to, start + MAX_TOKEN));
  // "sk-learn-contrib-something" has the prefix and is no key.
  return rest.length >= hit[1] && /\d/.test(rest) ? [start, to] : undefined;
}

/** Three parts with dots, the first a JSON object: JSON Web Token (RFC 7519). */
function webToken(source: Source, start: number): Place | undefined {
  const end = dottedEnd(source, start);
  const parts = source.slice(start, Math.min(end, start + MAX_TOKEN)).split('.');
  return parts.length >= 3 && parts.slice(0, 2).every((part) => part.length >= 8)
    ? [start, end]
    : undefined;
}

function dottedEnd(source: Source, start: number): number {
  let end = start;
  const isDot = (at: number): boolean => source.at(at) === 0x2e && isTokenUnit(source.at(at + 1));
  while (isTokenUnit(source.at(end)) || isDot(end)) end += 1;
  return end;
}

const NAMES =
  /^(?:pass(?:word|wd|phrase|wort)?|pwd|kennwort|contraseña|mot-de-passe|motdepasse|secret|token|bearer|authorization|api[_-]?key|api[_-]?token|(?:access|secret|private|auth|client|session|refresh|signing|encryption)[_-]?(?:key|token|secret)|.{1,40}[_-](?:key|token|secret|password|passwd|pwd))$/i;
const MAX_NAME = 48;

/** `password: …`, `API_KEY=…`, `Bearer …`: the value, when it does not look like prose. */
function named(source: Source, start: number, end: number): Place | undefined {
  if (end - start > MAX_NAME) return undefined;
  const name = source.slice(start, end).replace(/=+$/, '');
  if (!NAMES.test(name) && !(/^key$/i.test(name) && isKeyOf(source, start))) return undefined;
  let at = start + name.length;
  const isBearer = /^bearer$/i.test(name);
  if (isMark(source.at(at))) at += 1;
  while (isBlank(source.at(at)) && at < end + 4) at += 1;
  const sign = source.at(at);
  if (sign === 0x3a || sign === 0x3d || sign === 0xff1a) at += 1;
  else if (!isBearer) return undefined;
  while (isBlank(source.at(at)) && at < end + 8) at += 1;
  const isQuoted = isMark(source.at(at));
  if (isQuoted) at += 1;
  const to = valueEnd(source, at);
  const isSecret = isValue(source.slice(at, to), isQuoted || sign === 0x3d, isBearer);
  return isSecret ? [at, to] : undefined;
}

/** "API key: …", in two words. */
function isKeyOf(source: Source, start: number): boolean {
  const before = source.slice(start - 12, start);
  return /(?:api|access|secret|private|licen[cs]e|auth|signing|recovery) $/i.test(before);
}

const isMark = (unit: number): boolean => unit === 0x22 || unit === 0x27 || unit === 0x60;

function valueEnd(source: Source, start: number): number {
  let end = start;
  const isOver = (unit: number): boolean =>
    unit <= 0x20 || isMark(unit) || isBlank(unit) || ',;)<>]}'.includes(String.fromCharCode(unit));
  while (end < start + MAX_TOKEN && !isOver(source.at(end))) end += 1;
  while (end > start && source.at(end - 1) === 0x2e) end -= 1;
  return end;
}

/** A word in a sentence is none; something with figures among letters is, and in code anything that is not a name. */
function isValue(value: string, isCode: boolean, isBearer: boolean): boolean {
  if (value.length < 6 || /^(?:\$|\{|<|%|process\.|os\.|env\.|\*+$|x+$|\.+$)/i.test(value))
    return false;
  if (isBearer && value.length < 16) return false;
  const hasFigure = /\d/.test(value);
  const hasLetter = /[A-Za-z]/.test(value);
  const hasMark = /[^A-Za-z0-9]/.test(value);
  if (/^[\d.,:/-]+$/.test(value)) return isCode && value.length >= 6;
  if (isCode && value.length >= 20 && isUneven(value)) return true;
  return (hasFigure && hasLetter) || (isCode && hasMark && hasLetter && !/^[\w.]+$/.test(value));
}

/** A string that nobody wrote: long, and too even for words. */
function lone(source: Source, start: number, end: number): Place | undefined {
  const length = end - start;
  if (length < 28 || length > MAX_TOKEN) return undefined;
  const before = source.slice(start - 24, start).toLowerCase();
  // Digests, picture data and the paths of addresses are long and even, and no secrets.
  if (
    /(?:sha\d+|sha-\d+|md5|integrity|digest|checksum|commit|hash|base64,|urn:uuid)[^\n]{0,12}$/.test(
      before,
    )
  )
    return undefined;
  if (/^[-/=+]/.test(before.slice(-1)) || before.endsWith('.')) return undefined;
  const token = source.slice(start, end);
  return /^(?:sha|md5)\d*-|^0x/.test(token) || !isRandom(token) ? undefined : [start, end];
}
