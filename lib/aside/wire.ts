/**
 * Values on their way between the worker and the aside: JSON alone, because Chrome's ports carry nothing else. Bytes
 * travel as unpadded base64url and big numbers as decimals; the reader at the other end says what stands where.
 */
import { BytesError, fromBase64Url, toBase64Url, type Bytes } from '../bytes/index.ts';
import { isPlainObject, ShapeError, text, type Parser } from '../shape/index.ts';

export function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) return toBase64Url(value.slice());
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(toWire);
  if (!isPlainObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, toWire(field)]));
}

/** Bytes of at most this length. */
/* @__NO_SIDE_EFFECTS__ */
export function bytes(maxLength: number): Parser<Bytes> {
  const shape = text(Math.ceil((maxLength * 4) / 3));
  return (value, path = '') => {
    const words = shape(value, path);
    try {
      return fromBase64Url(words);
    } catch (cause) {
      if (cause instanceof BytesError) throw new ShapeError(path, 'base64url');
      throw cause;
    }
  };
}

/** A whole number of any size, as the bigint it is. */
const DECIMAL = /^(0|[1-9][0-9]{0,30})$/;
export const bigNumber: Parser<bigint> = (value, path = '') =>
  BigInt(text(31, DECIMAL)(value, path));

/** Where nothing may stand: what a job without questions asks. */
export const nothing: Parser<never> = (_value, path = '') => {
  throw new ShapeError(path, 'expected');
};
