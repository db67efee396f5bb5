/** Payment cards: a known issuer's prefix and length, the usual grouping, and the Luhn check (ISO/IEC 7812-1). */
import { luhn } from './ids/checks.ts';
import type { Window } from './numbers.ts';

const SHAPES: ReadonlySet<string> = new Set([
  ...['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '4-4-4-1', '4-4-5', '16', '15', '14', '13', '19'],
]);

export function isCard({ digits, shape, gaps }: Window): boolean {
  if (!SHAPES.has(shape) || !hasIssuer(digits) || new Set(gaps).size > 1) return false;
  if (/[./()]/.test(gaps.join(''))) return false;
  // One figure all through: nobody's card.
  return luhn(digits) && new Set(digits).size > 1;
}

function hasIssuer(digits: string): boolean {
  const two = Number(digits.slice(0, 2));
  const four = Number(digits.slice(0, 4));
  switch (digits.length) {
    case 13:
      return digits.startsWith('4');
    case 14:
      return two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059);
    case 15:
      return two === 34 || two === 37;
    case 16:
      return isLongIssuer(two, four, digits);
    case 19:
      return two === 62 || two === 65 || digits.startsWith('4');
    default:
      return false;
  }
}

function isLongIssuer(two: number, four: number, digits: string): boolean {
  if (digits.startsWith('4') || (two >= 51 && two <= 55)) return true;
  if ((four >= 2200 && four <= 2204) || (four >= 2221 && four <= 2720)) return true;
  if (four >= 3528 && four <= 3589) return true;
  return four === 6011 || two === 65 || two === 62 || two === 60 || (two >= 56 && two <= 58);
}
