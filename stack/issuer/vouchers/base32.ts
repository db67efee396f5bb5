/**
 * Crockford's base32, for codes that people read out and type: no I, L, O or U, case and hyphens do not count.
 * Must never accept two codes for one value apart from those: leftover bits are zero.
 */
import type { Bytes } from '../../../lib/bytes/index.ts';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function toBase32(bytes: Bytes): string {
  let [bits, value, text] = [0, 0, ''];
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += DIGITS[(value >> (bits - 5)) & 31] ?? '';
    value &= 31;
  }
  return bits > 0 ? text + (DIGITS[(value << (5 - bits)) & 31] ?? '') : text;
}

/** The bytes, or undefined for anything that `toBase32` would not have written. */
export function fromBase32(text: string): Bytes | undefined {
  const plain = text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const bytes: number[] = [];
  let [bits, value] = [0, 0];
  for (const digit of plain) {
    const five = DIGITS.indexOf(digit);
    if (five < 0) return undefined;
    value = ((value << 5) | five) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  const made = Uint8Array.from(bytes);
  return toBase32(made) === plain ? made : undefined;
}
