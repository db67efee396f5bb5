/**
 * Names the fields of signed JSON (TCB info, QE identity, JWT claims, release lists). The text is verified first and
 * parsed after, so these guards are about types and sizes. Must never fill in a default for what is absent.
 */
import { fromBase64, fromHex, type Bytes } from '../../bytes/index.ts';
import { AttestationError, type AttestationErrorCode } from '../errors.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export class JsonReader {
  readonly #code: AttestationErrorCode;

  /** @param code What a wrong field is reported as. */
  constructor(code: AttestationErrorCode) {
    this.#code = code;
  }

  fail(detail: string): never {
    throw new AttestationError(this.#code, detail);
  }

  /** Parses a text of at most `maxLength` characters. */
  parse(text: string, maxLength: number): unknown {
    if (text.length > maxLength) this.fail('too large');
    try {
      const value: unknown = JSON.parse(text);
      return value;
    } catch {
      return this.fail('not JSON');
    }
  }

  record(value: unknown, name: string): JsonRecord {
    return isRecord(value) ? value : this.fail(name);
  }

  list(value: unknown, name: string, most: number): readonly unknown[] {
    return isList(value) && value.length <= most ? value : this.fail(name);
  }

  text(value: unknown, name: string): string {
    return typeof value === 'string' ? value : this.fail(name);
  }

  integer(value: unknown, name: string): number {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.fail(name);
  }

  /** Hex of exactly `length` bytes. */
  bytes(value: unknown, name: string, length: number): Bytes {
    const hex = this.text(value, name);
    return hex.length === 2 * length && /^[0-9a-fA-F]*$/.test(hex) ? fromHex(hex) : this.fail(name);
  }

  /** Padded base64. */
  base64(value: unknown, name: string): Bytes {
    return this.decoded(this.text(value, name), fromBase64);
  }

  /** What a strict reader makes of it. */
  decoded<I, O>(value: I, decode: (value: I) => O): O {
    try {
      return decode(value);
    } catch {
      return this.fail('encoding');
    }
  }

  /** An ISO 8601 time in UTC, whole seconds, in ms. */
  time(value: unknown, name: string): number {
    const text = this.text(value, name);
    const timeMs = Date.parse(text);
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(timeMs);
    return isTime ? timeMs : this.fail(name);
  }
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
