/** National numbers with letters in them, read word by word. */
import { isAsciiDigit, isAsciiWord, isBlank } from '../characters.ts';
import type { Finding } from '../finding.ts';
import { wordsBefore } from '../numbers.ts';
import type { Source } from '../source.ts';
import { isDay } from './checks.ts';
import { chileanCheck, chinese } from './digit-ids.ts';

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const HETU_LETTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

const BY_LENGTH: ReadonlyMap<number, (word: string) => boolean> = new Map([
  [9, (word: string) => isDni(word) || isNino(word)],
  // India, PAN of a person: the fourth letter says so.
  [10, (word: string) => /^[A-Z]{3}P[A-Z]\d{4}[A-Z]$/.test(word)],
  [16, isCodiceFiscale],
  [18, (word: string) => isCurp(word) || (/^\d{17}X$/i.test(word) && chinese(word))],
]);

/** Beside these words any short mixture of letters and digits is a number of a paper. */
const PAPERS =
  /(?:passport|passeport|reisepass|ausweis|pasaporte|passaporto|パスポート|护照|جواز|driver'?s licen[cs]e|führerschein|permis de conduire)[^\n]{0,12}$/;

const MAX_WORD = 24;

export function findLetterIds(source: Source): Finding[] {
  const found: Finding[] = [];
  let index = 0;
  while (index < source.length) {
    if (!isAsciiWord(source.at(index))) {
      index += 1;
      continue;
    }
    const end = wordEnd(source, index);
    const rut = rutLength(source, index, end);
    if (rut > 0) found.push({ kind: 'id', start: index - rut, end });
    const idEnd = end - index > MAX_WORD ? 0 : idEndOf(source, index, end);
    if (idEnd > 0) found.push({ kind: 'id', start: index, end: idEnd });
    index = Math.max(end, idEnd);
  }
  return found;
}

/** Chile's "12.345.670-K": how much of it stands before its letter. */
function rutLength(source: Source, index: number, end: number): number {
  const isLetter = end === index + 1 && (source.at(index) | 0x20) === 0x6b;
  if (!isLetter || source.at(index - 1) !== 0x2d) return 0;
  const body = /(?<![\d.])\d{1,2}\.?\d{3}\.?\d{3}$/.exec(source.slice(index - 13, index - 1))?.[0];
  if (body === undefined) return 0;
  return chileanCheck(body.replaceAll('.', '')) === 'K' ? body.length + 1 : 0;
}

function wordEnd(source: Source, start: number): number {
  let end = start;
  while (isAsciiWord(source.at(end))) end += 1;
  return end;
}

/** Where a national number that begins with this word ends, or 0. */
function idEndOf(source: Source, start: number, end: number): number {
  const word = source.slice(start, end);
  if (BY_LENGTH.get(word.length)?.(word.toUpperCase()) === true) return end;
  return (
    spacedNino(source, start, word) ||
    dashedDni(source, end, word) ||
    hetu(source, start, end, word) ||
    paper(source, start, end, word)
  );
}

/** Spain: eight digits, or X, Y, Z and seven, and the letter that their remainder by 23 names. */
function isDni(word: string): boolean {
  if (!/^[XYZ\d]\d{7}[A-Z]$/.test(word)) return false;
  const number = Number(
    word.slice(0, 8).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))),
  );
  return DNI_LETTERS[number % 23] === word[8];
}

function dashedDni(source: Source, end: number, word: string): number {
  if (!/^[XYZ]?\d{7,8}$/i.test(word) || word.length > 8 || source.at(end) !== 0x2d) return 0;
  if (isAsciiWord(source.at(end + 2))) return 0;
  return isDni((word + source.slice(end + 1, end + 2)).toUpperCase()) ? end + 2 : 0;
}

/** United Kingdom: two letters that are in use, six digits, A to D. */
function isNino(word: string): boolean {
  if (!/^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(word)) return false;
  return !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(word);
}

/** The same in pairs: "QQ 12 34 56 C". */
function spacedNino(source: Source, start: number, word: string): number {
  if (word.length !== 2 || !isBlank(source.at(start + 2))) return 0;
  const written = source.slice(start, start + 13);
  if (!/^[A-Z]{2} \d\d \d\d \d\d [A-D]$/.test(written) || isAsciiWord(source.at(start + 13)))
    return 0;
  return isNino(written.replaceAll(' ', '')) ? start + 13 : 0;
}

/** Finland: a day, the sign of the century, a number, and a letter by the remainder by 31. */
function hetu(source: Source, start: number, end: number, word: string): number {
  if (!/^\d{6}$/.test(word)) return 0;
  const written = source.slice(start, end + 5);
  if (!/^\d{6}[-+]\d{3}[0-9A-Y]$/.test(written) || isAsciiWord(source.at(end + 5))) return 0;
  if (!isDay(word.slice(2, 4), word.slice(0, 2))) return 0;
  const rest = Number(word + written.slice(7, 10)) % 31;
  return HETU_LETTERS[rest] === written[10] ? end + 5 : 0;
}

const ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** Italy: the tax code, with its letter of control. */
function isCodiceFiscale(word: string): boolean {
  if (!/^[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]$/.test(word)) return false;
  const sum = [...word.slice(0, 15)].reduce((total, one, index) => {
    const value = /\d/.test(one) ? Number(one) : one.charCodeAt(0) - 65;
    return total + (index % 2 === 0 ? (ODD[value] ?? 0) : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === word[15];
}

/** Mexico: the key of the population register. */
function isCurp(word: string): boolean {
  if (!/^[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d$/.test(word)) return false;
  const letters = '0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ';
  const sum = [...word.slice(0, 17)].reduce(
    (total, one, index) => total + letters.indexOf(one) * (18 - index),
    0,
  );
  return (10 - (sum % 10)) % 10 === Number(word[17]);
}

function paper(source: Source, start: number, end: number, word: string): number {
  if (word.length < 6 || word.length > 12 || word !== word.toUpperCase()) return 0;
  const digits = [...word].filter((one) => isAsciiDigit(one.charCodeAt(0))).length;
  if (digits < 5) return 0;
  return PAPERS.test(wordsBefore(source, start, 40)) ? end : 0;
}
