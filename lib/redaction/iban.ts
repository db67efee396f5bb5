/** Bank accounts by ISO 13616: the country says the length, and the whole is 1 modulo 97. */
import { isAsciiDigit, isAsciiLetter, isAsciiWord, isBlank } from './characters.ts';
import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

/** The registry's lengths, country by country. */
const LENGTHS =
  'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23' +
  'GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30' +
  'NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20';

const LENGTH_BY_COUNTRY = new Map(
  Array.from({ length: LENGTHS.length / 4 }, (_, index): [string, number] => [
    LENGTHS.slice(4 * index, 4 * index + 2),
    Number(LENGTHS.slice(4 * index + 2, 4 * index + 4)),
  ]),
);

export function findIbans(source: Source): Finding[] {
  const found: Finding[] = [];
  let wasWord = false;
  for (let index = 0; index < source.length; index += 1) {
    const unit = source.at(index);
    const isStart = !wasWord && isAsciiLetter(unit);
    wasWord = isAsciiWord(unit);
    if (!isStart) continue;
    const end = ibanEnd(source, index);
    if (end === 0) continue;
    found.push({ kind: 'iban', start: index, end });
    index = end - 1;
  }
  return found;
}

/** Where the account that begins here ends, or 0. */
function ibanEnd(source: Source, start: number): number {
  if (!isAsciiDigit(source.at(start + 2)) || !isAsciiDigit(source.at(start + 3))) return 0;
  const length = LENGTH_BY_COUNTRY.get(source.slice(start, start + 2).toUpperCase());
  if (length === undefined) return 0;
  let characters = '';
  let index = start;
  for (; characters.length < length; index += 1) {
    const unit = source.at(index);
    if (isAsciiWord(unit)) characters += String.fromCharCode(unit);
    else if (!(isBlank(unit) || unit === 0x2d) || !isAsciiWord(source.at(index + 1))) return 0;
  }
  return isAsciiWord(source.at(index)) || !isIban(characters) ? 0 : index;
}

function isIban(characters: string): boolean {
  const upper = characters.toUpperCase();
  let rest = 0;
  for (const one of upper.slice(4) + upper.slice(0, 4)) {
    const value = Number.parseInt(one, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
