/**
 * Modular arithmetic on BigInt. NOT constant time, and nothing on BigInt can be: the engine's running time depends on
 * the numbers. It is used with public exponents, and with blinds that are used once and never leave the device, where
 * an observer would have to time single operations on it. Must never be given a private exponent.
 */
import { fromHex, toHex, type Bytes } from '../bytes/index.ts';

/** OS2IP. */
export function toInteger(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** I2OSP; the number must fit. */
export function toBytes(value: bigint, length: number): Bytes {
  const digits = value.toString(16).padStart(2 * length, '0');
  if (value < 0n || digits.length !== 2 * length) throw new RangeError('number does not fit');
  return fromHex(digits);
}

/** base^exponent mod modulus, for short public exponents: 17 multiplications for 65537. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The inverse modulo `modulus` by Euclid, or undefined where the two have a common factor. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [previous, current] = [modulus, value % modulus];
  let [before, now] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, now] = [now, before - quotient * now];
  }
  if (previous !== 1n) return undefined;
  return before < 0n ? before + modulus : before;
}
