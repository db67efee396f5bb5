/**
 * A strict DER reader (ITU-T X.690 section 10): one spelling per value. Shortest definite lengths, low tag numbers,
 * exact consumption. Must never accept BER, because a second spelling of a certificate dodges every list of
 * certificates that is kept by bytes.
 */
import { fromUtf8, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

export interface Der {
  readonly tag: number;
  /** The contents. */
  readonly value: Bytes;
  /** Tag, length and contents as they stood in the input. */
  readonly raw: Bytes;
}

// Tags of X.680, with the constructed bit where the type is constructed.
export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
export const UTF8_STRING = 0x0c;
export const IA5_STRING = 0x16;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;

export function derError(detail: string): never {
  return refuse('certificate-invalid', detail);
}

/** An element by its place: views of its bytes are made when asked for, since most of a long list is never looked at. */
class Element implements Der {
  readonly tag: number;
  readonly end: number;
  readonly #input: Bytes;
  readonly #start: number;
  readonly #from: number;

  constructor(input: Bytes, start: number) {
    const tag = input[start] ?? 31;
    let length = input[start + 1] ?? 0x80;
    let from = start + 2;
    if ((tag & 31) === 31) derError('tag');
    if (length >= 0x80) {
      const count = length - 0x80;
      // Nothing here is longer than a revocation list; three length bytes are 16 MB.
      if (count > 3) derError('length');
      length = 0;
      for (let at = 0; at < count; at++) length = length * 256 + (input[from + at] ?? 0);
      from += count;
      if (length < Math.max(0x80, 256 ** (count - 1))) derError('length');
    }
    this.tag = tag;
    this.end = from + length;
    if (this.end > input.length) derError('truncated');
    this.#input = input;
    this.#start = start;
    this.#from = from;
  }

  get value(): Bytes {
    return this.#input.subarray(this.#from, this.end);
  }

  get raw(): Bytes {
    return this.#input.subarray(this.#start, this.end);
  }
}

/** The contents of the one element that `input` consists of. */
export function readDer(input: Bytes, tag: number): Bytes {
  const element = new Element(input, 0);
  if (element.end !== input.length) derError('trailing');
  return demand(element, tag).value;
}

/** The elements inside a constructed one, at most `limit` of them. */
export function elements(contents: Bytes, limit = 64): Der[] {
  const found: Der[] = [];
  for (let at = 0; at < contents.length;) {
    if (found.length === limit) derError('count');
    const element = new Element(contents, at);
    found.push(element);
    at = element.end;
  }
  return found;
}

/** Checks the tag of an element that may be absent. */
export function demand(element: Der | undefined, tag: number): Der {
  return element?.tag === tag ? element : derError('tag');
}

/** The elements of the SEQUENCE that `input` consists of. */
export function sequence(input: Bytes, limit?: number): Der[] {
  return elements(readDer(input, SEQUENCE), limit);
}

/** The contents of an OBJECT IDENTIFIER in hex: compared, never spelled out. */
export function oidHex(element: Der | undefined): string {
  return toHex(demand(element, OBJECT_IDENTIFIER).value);
}

/** BOOLEAN has two spellings in DER: 00 and ff. */
export function booleanOf(element: Der): boolean {
  const [byte = 1, more] = demand(element, BOOLEAN).value;
  if (more !== undefined || byte % 0xff > 0) derError('boolean');
  return byte > 0;
}

/** The contents of an INTEGER that is not negative, without its sign byte. */
export function unsignedOf(element: Der | undefined, tag: number = INTEGER): Bytes {
  const { value } = demand(element, tag);
  const [head = 0x80, next = 0x80] = value;
  if (head >= 0x80 || (head === 0 && next < 0x80)) derError('integer');
  return head === 0 && value.length > 1 ? value.subarray(1) : value;
}

/** A small INTEGER as a number. */
export function numberOf(element: Der | undefined, tag?: number): number {
  const bytes = unsignedOf(element, tag);
  if (bytes.length > 4) derError('integer');
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** The contents of a BIT STRING of whole bytes. */
export function bitStringOf(element: Der | undefined): Bytes {
  const { value } = demand(element, BIT_STRING);
  return value[0] === 0 ? value.subarray(1) : derError('bits');
}

/** A Time of RFC 5280 section 4.1.2.5, in ms: UTC, whole seconds, a date that exists. */
export function timeOf(element: Der | undefined): number {
  const isShort = element?.tag === UTC_TIME;
  const text = asText(demand(element, isShort ? UTC_TIME : GENERALIZED_TIME).value);
  const century = isShort ? (text < '5' ? '20' : '19') : '';
  const whole = century + text;
  const isoText = whole.replace(/^(.{4})(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(isoText);
  // Date rolls 31 February over into March; a date that does not come back as it went in is none.
  const isDate = isoText !== whole && !Number.isNaN(+time) && time.toISOString() === isoText;
  return isDate ? +time : derError('time');
}

/** Text contents; what is not UTF-8 is refused. */
export function asText(value: Bytes): string {
  try {
    return fromUtf8(value);
  } catch {
    return derError('text');
  }
}
