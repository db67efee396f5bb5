/**
 * Writes CBOR in the deterministic form of RFC 8949 section 4.2.1: shortest arguments, definite lengths, keys in
 * bytewise order. One value has one spelling, so a signature over it can be recomputed by anyone.
 * Must never write what read.ts would refuse.
 */
import { concat, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { CborError } from './errors.ts';

export type CborInput =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborInput[]
  | ReadonlyMap<number | string, CborInput>
  | CborTagged;

export interface CborTagged {
  readonly tag: number;
  readonly value: CborInput;
}

/** The deterministic encoding of a value. Throws CborError 'cbor-unsupported' on a number that is no safe integer. */
export function writeCbor(value: CborInput): Bytes {
  if (value === null) return head(7, 22);
  if (typeof value === 'boolean') return head(7, value ? 21 : 20);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = utf8(value);
    return concat(head(3, bytes.length), bytes);
  }
  if (value instanceof Uint8Array) return concat(head(2, value.length), value);
  if (isMap(value)) return writeMap(value);
  if (isTagged(value)) return concat(head(6, value.tag), writeCbor(value.value));
  return concat(head(4, value.length), ...value.map(writeCbor));
}

function isMap(value: object): value is ReadonlyMap<number | string, CborInput> {
  return value instanceof Map;
}

function isTagged(value: object): value is CborTagged {
  return 'tag' in value;
}

function writeMap(map: ReadonlyMap<number | string, CborInput>): Bytes {
  const entries = [...map].map(([key, value]) => [writeCbor(key), writeCbor(value)] as const);
  // Hex of the encoded key sorts as its bytes do; two keys are never equal.
  entries.sort(([a], [b]) => (toHex(a) < toHex(b) ? -1 : 1));
  return concat(head(5, map.size), ...entries.flat());
}

/** Initial byte and argument (section 3), the argument as short as it goes. */
function head(major: number, argument: number): Bytes {
  if (!Number.isSafeInteger(argument) || argument < 0) {
    throw new CborError('cbor-unsupported', `number ${argument}`);
  }
  if (argument < 24) return Uint8Array.of((major << 5) | argument);
  const size = argument < 0x100 ? 0 : argument < 0x10000 ? 1 : argument < 0x100000000 ? 2 : 3;
  const bytes = new Uint8Array(1 + (1 << size));
  bytes[0] = (major << 5) | (24 + size);
  for (let i = bytes.length - 1, rest = argument; i > 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
