/**
 * What a binary HTTP message is made of (RFC 9292 section 3), and the rules for its parts, which hold for the
 * writer and the reader alike. Names and values are bytes; here each character stands for one (ISO 8859-1).
 * Must never build a Request, Response or Headers object: those reorder, drop and add fields.
 */
import type { Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';

export type Field = readonly [name: string, value: string];

export interface BinaryRequest {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly fields: readonly Field[];
  readonly content: Bytes;
  readonly trailers: readonly Field[];
}

export interface Informational {
  readonly status: number;
  readonly fields: readonly Field[];
}

export interface BinaryResponse extends Informational {
  readonly informational: readonly Informational[];
  readonly content: Bytes;
  readonly trailers: readonly Field[];
}

export function invalid(detail: string): OhttpError {
  return new OhttpError('bhttp-invalid', detail);
}

/** `tchar` of RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A pseudo-field's name; those below have a place of their own in the format and are refused (section 3.6). */
const PSEUDO = /^:[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const CONTROL_DATA = /^:(method|scheme|authority|path|status)$/i;
// No NUL, CR or LF, and no white space around (RFC 9113 section 8.2.1).
const BAD_VALUE = /[\0\r\n]|^[ \t]|[ \t]$/;
// White space and control characters have no place in a target.
const BAD_TARGET = /[\0-\x20\x7f]/;

/** Fields that belong to a connection, which the inner message has none of (section 3.6). */
const OF_CONNECTION = /^(connection|keep-alive|proxy-connection|te|transfer-encoding|upgrade)$/i;

/** Throws unless `fields` may stand together: pseudo-fields first, and none of them in trailers. */
export function checkFields(fields: readonly Field[], mayHavePseudo: boolean): void {
  let isPseudoOver = !mayHavePseudo;
  for (const [name, value] of fields) {
    const isPseudo = PSEUDO.test(name) && !CONTROL_DATA.test(name);
    if (isPseudo ? isPseudoOver : !TOKEN.test(name)) throw invalid('field name');
    isPseudoOver ||= !isPseudo;
    if (BAD_VALUE.test(value)) throw invalid('field value');
  }
}

export function checkTarget({ method, scheme, authority, path }: BinaryRequest): void {
  // Only CONNECT has neither scheme nor path (RFC 9113 section 8.5).
  const isWhole = method === 'CONNECT' || (scheme !== '' && path !== '');
  if (!TOKEN.test(method) || !isWhole || BAD_TARGET.test(scheme + authority + path)) {
    throw invalid('request target');
  }
}

export function checkStatus(status: number, from: number, to: number): void {
  if (!Number.isInteger(status) || status < from || status > to) throw invalid('status');
}

/** What a sender writes: names in lower case, without the fields of a connection. */
export function fieldsToSend(fields: readonly Field[], mayHavePseudo: boolean): readonly Field[] {
  checkFields(fields, mayHavePseudo);
  return fields
    .filter(([name]) => !OF_CONNECTION.test(name))
    .map(([name, value]) => [name.toLowerCase(), value]);
}

export function fromLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function toLatin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (code > 0xff || character.length > 1) throw invalid('character beyond ISO 8859-1');
    return code;
  });
}
