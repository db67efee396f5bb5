/** One entry of a vector file, read field by field: nothing is assumed about a file that was never seen. */
import { fromHex, type Bytes } from '../../lib/bytes/index.ts';

export class Entry {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (!isRecord(value)) throw new TypeError('entry is not an object');
    this.#fields = value;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }
  get(name: string): unknown {
    return this.#fields[name];
  }
  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw new TypeError(`${name} is not a text`);
    return value;
  }
  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value !== 'number') throw new TypeError(`${name} is not a number`);
    return value;
  }
  hex(name: string): Bytes {
    return fromHex(this.text(name));
  }
  hexOr<T>(name: string, otherwise: T): Bytes | T {
    return this.has(name) ? this.hex(name) : otherwise;
  }
  numbers(name: string): number[] {
    return this.list(name).map((value) => {
      if (typeof value !== 'number') throw new TypeError(`${name} holds no numbers`);
      return value;
    });
  }
  list(name: string): readonly unknown[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw new TypeError(`${name} is not a list`);
    return value;
  }
  entries(name: string): Entry[] {
    return this.list(name).map((value) => new Entry(value));
  }
  entry(name: string): Entry {
    return new Entry(this.#fields[name]);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
