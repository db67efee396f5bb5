/**
 * Writes calldata (Solidity ABI specification, "Formal specification of the encoding"): head words, then the tails of
 * dynamic values, offsets from the start of the enclosing tuple. Reading lives in lib/opengradient and shares nothing
 * with this; the contract on the real node is what holds both to the specification.
 */
import { concat, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { keccak, word } from './hashes.ts';

/** An encoded value; dynamic ones stand in the tail, behind an offset. */
export interface AbiValue {
  readonly isDynamic: boolean;
  readonly bytes: Bytes;
}

export function uint(value: number | bigint): AbiValue {
  return { isDynamic: false, bytes: word(value) };
}

export function flag(value: boolean): AbiValue {
  return uint(value ? 1 : 0);
}

/** A bytes32 or an address, in hex with 0x. */
export function hexWord(hex: string): AbiValue {
  return uint(BigInt(hex));
}

export function bytes(value: Uint8Array): AbiValue {
  const padding = new Uint8Array((32 - (value.length % 32)) % 32);
  return { isDynamic: true, bytes: concat(word(value.length), value, padding) };
}

export function text(value: string): AbiValue {
  return bytes(utf8(value));
}

export function tuple(...members: readonly AbiValue[]): AbiValue {
  return { isDynamic: members.some(({ isDynamic }) => isDynamic), bytes: sequence(members) };
}

export function list(items: readonly AbiValue[]): AbiValue {
  return { isDynamic: true, bytes: concat(word(items.length), sequence(items)) };
}

/** Selector and arguments, as hex with 0x. */
export function calldata(signature: string, ...values: readonly AbiValue[]): string {
  return `0x${toHex(concat(keccak(utf8(signature)).subarray(0, 4), sequence(values)))}`;
}

/** Creation code with the constructor's arguments behind it. */
export function creation(code: string, ...values: readonly AbiValue[]): string {
  return `0x${code}${toHex(sequence(values))}`;
}

function sequence(values: readonly AbiValue[]): Bytes {
  const headLength = values.reduce(
    (length, value) => length + (value.isDynamic ? 32 : value.bytes.length),
    0,
  );
  const heads: Bytes[] = [];
  const tails: Bytes[] = [];
  let offset = headLength;
  for (const value of values) {
    if (!value.isDynamic) {
      heads.push(value.bytes);
      continue;
    }
    heads.push(word(offset));
    tails.push(value.bytes);
    offset += value.bytes.length;
  }
  return concat(...heads, ...tails);
}
