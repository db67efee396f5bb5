/**
 * A strict DER reader (ITU-T X.690 section 10): one spelling per value. Shortest definite lengths, low tag numbers,
 * exact consumption. Must never accept BER, because a second spelling of a certificate dodges every list of
 * certificates that is kept by bytes.
 */
import { fromUtf8, toHex, type Bytes } from '../../bytes/index.ts';
import { AttestationError } from '../errors.ts';

export interface Der {
  readonly tag: number;
  /** The contents. */
  readonly value: Bytes;
  /** Tag, length and contents as they stood in the input. */
  readonly raw: Bytes;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

export function derError(detail: string): AttestationError {
  return new AttestationError('certificate-invalid', detail);
}

/** The element at the start of `input`. */
function first(input: Bytes): Der {
  const tag = input[0];
  let length = input[1];
  if (tag === undefined || length === undefined) throw derError('truncated');
  if ((tag & 31) === 31) throw derError('high tag number');
  let at = 2;
  if (length >= 0x80) {
    const size = length - 0x80;
    // Nothing here is longer than a revocation list; three length bytes are 16 MB.
    if (size === 0 || size > 3) throw derError('length form');
    length = 0;
    for (const byte of input.subarray(2, 2 + size)) length = length * 256 + byte;
    if (length < 0x80 || length < 256 ** (size - 1)) throw derError('length not minimal');
    at += size;
  }
  if (at + length > input.length) throw derError('truncated');
  return { tag, value: input.subarray(at, at + length), raw: input.subarray(0, at + length) };
}

/** The one element that `input` consists of, of the given tag. */
export function readDer(input: Bytes, tag: number): Der {
  const element = first(input);
  if (element.raw.length !== input.length) throw derError('trailing bytes');
  return demand(element, tag);
}

/** The elements inside a constructed one, at most `limit` of them. */
export function elements(contents: Bytes, limit = 64): Der[] {
  const found: Der[] = [];
  for (let rest = contents; rest.length > 0;) {
    if (found.length === limit) throw derError('too many elements');
    const element = first(rest);
    found.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return found;
}

/** Checks the tag of an element that may be absent. */
export function demand(element: Der | undefined, tag: number): Der {
  if (element?.tag !== tag) throw derError(`tag ${element?.tag} where ${tag} was due`);
  return element;
}

/** The elements of the SEQUENCE that `input` consists of. */
export function sequence(input: Bytes, limit?: number): Der[] {
  return elements(readDer(input, TAG.sequence).value, limit);
}

/** The contents of an OBJECT IDENTIFIER in hex: compared, never spelled out. */
export function oidHex(element: Der | undefined): string {
  return toHex(demand(element, TAG.oid).value);
}

/** BOOLEAN has two spellings in DER: 00 and ff. */
export function booleanOf(element: Der): boolean {
  const [byte] = demand(element, TAG.boolean).value;
  if (element.value.length !== 1 || (byte !== 0 && byte !== 0xff)) throw derError('boolean');
  return byte === 0xff;
}

/** The contents of an INTEGER (or ENUMERATED) that is not negative, without its sign byte. */
export function unsignedOf(element: Der | undefined, tag: number = TAG.integer): Bytes {
  const { value } = demand(element, tag);
  const [head, next] = value;
  if (head === undefined || head >= 0x80) throw derError('integer');
  if (head !== 0 || next === undefined) return value;
  if (next < 0x80) throw derError('integer not minimal');
  return value.subarray(1);
}

/** A small INTEGER as a number. */
export function numberOf(element: Der | undefined, tag?: number): number {
  const bytes = unsignedOf(element, tag);
  if (bytes.length > 4) throw derError('integer too large');
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** The contents of a BIT STRING of whole bytes. */
export function bitStringOf(element: Der | undefined): Bytes {
  const { value } = demand(element, TAG.bitString);
  if (value[0] !== 0) throw derError('bit string');
  return value.subarray(1);
}

/** A Time of RFC 5280 section 4.1.2.5, in ms: UTC, whole seconds, a date that exists. */
export function timeOf(element: Der | undefined): number {
  const isShort = element?.tag === TAG.utcTime;
  const { value } = demand(element, isShort ? TAG.utcTime : TAG.generalizedTime);
  const text = asText(value);
  if (!(isShort ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text)) throw derError('time');
  const century = isShort ? (text < '5' ? '20' : '19') : '';
  const digits = `${century}${text}`.replace(
    /^(....)(..)(..)(..)(..)(..)Z$/,
    '$1-$2-$3T$4:$5:$6.000Z',
  );
  const timeMs = Date.parse(digits);
  // Date.parse rolls 31 February over into March; a date that does not come back as it went in is none.
  if (Number.isNaN(timeMs) || new Date(timeMs).toISOString() !== digits) throw derError('time');
  return timeMs;
}

/** Text contents; non-UTF-8 is refused. */
export function asText(value: Bytes): string {
  try {
    return fromUtf8(value);
  } catch (cause) {
    throw new AttestationError('certificate-invalid', 'text', { cause });
  }
}
