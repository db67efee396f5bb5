/** Kinds of characters, by their UTF-16 unit. Written out, because a pattern for each character costs too much. */

/** The value of a digit in ASCII, full width, Arabic or Persian form; -1 for anything else. */
export function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  if (unit < 0x660) return -1;
  if (unit <= 0x669) return unit - 0x660;
  if (unit >= 0x6f0 && unit <= 0x6f9) return unit - 0x6f0;
  return unit >= 0xff10 && unit <= 0xff19 ? unit - 0xff10 : -1;
}

export const isAsciiDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isLower = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a;
export const isAsciiLetter = (unit: number): boolean => isLower(unit | 0x20);
export const isAsciiWord = (unit: number): boolean => isAsciiLetter(unit) || isAsciiDigit(unit);

/** Letters of the scripts that words are made of; marks and rarer scripts count as none. */
export function isLetter(unit: number): boolean {
  if (unit < 0x80) return isAsciiLetter(unit);
  if (unit < 0x300) return unit >= 0xc0 && unit !== 0xd7 && unit !== 0xf7;
  if (unit >= 0x600 && unit < 0x620) return false;
  if (unit >= 0x370 && unit < 0x2000) return digitOf(unit) < 0 && !(unit >= 0x66a && unit < 0x66e);
  return isEastAsian(unit);
}

/** Kana, Han and Hangul: scripts without spaces between words. */
export function isEastAsian(unit: number): boolean {
  return (
    (unit >= 0x3041 && unit <= 0x30ff) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7a3)
  );
}

export const isWordUnit = (unit: number): boolean => isLetter(unit) || digitOf(unit) >= 0;

/** Space, tab, the two spaces that do not break, and the wide one; line ends are none. */
export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0xa0 || unit === 0x202f || unit === 0x09 || unit === 0x3000;
}
