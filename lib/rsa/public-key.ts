/**
 * RSA public keys from DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7, RFC 8017 appendix A.1.1):
 *
 *   SEQUENCE { AlgorithmIdentifier, BIT STRING { 00, SEQUENCE { INTEGER n, INTEGER e } } }
 *
 * Two algorithm identifiers are known: rsaEncryption (OpenGradient) and id-RSASSA-PSS with SHA-384, MGF1-SHA-384
 * and salt 48 (Privacy Pass, RFC 9578 section 6.5). DER has one spelling per value, so they are compared as bytes.
 * Must never accept a second spelling of a key: key ids are hashes of these bytes.
 */
import { equal, fromHex, type Bytes } from '../bytes/index.ts';
import { RsaError } from './errors.ts';

export interface RsaPublicKey {
  readonly algorithm: 'rsa' | 'rsa-pss-sha384';
  /** Big-endian, without leading zeros. */
  readonly modulus: Bytes;
  readonly exponent: Bytes;
  readonly modulusBits: number;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;

const ALGORITHMS: readonly { name: RsaPublicKey['algorithm']; contents: Bytes }[] = [
  { name: 'rsa', contents: fromHex('06092a864886f70d0101010500') },
  {
    name: 'rsa-pss-sha384',
    contents: fromHex(
      '06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108' +
        '300b0609608648016503040202a203020130',
    ),
  },
  // The same with NULL parameters in the hash identifiers: RFC 4055 section 2.1 has both accepted.
  {
    name: 'rsa-pss-sha384',
    contents: fromHex(
      '06092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108' +
        '300d06096086480165030402020500a203020130',
    ),
  },
];

// The smallest that is still thought safe, and the largest that the registry's contract verifies.
const LEAST_BITS = 2048;
const MOST_BITS = 8192;

interface Element {
  contents: Bytes;
  rest: Bytes;
}

/** The element with this tag at the front, in the shortest length form. */
function take(input: Bytes, tag: number): Element {
  const head = input[1] ?? 0x80;
  const lengthBytes = head < 0x80 ? 0 : head - 0x80;
  let length = head;
  if (head >= 0x80) {
    length = 0;
    for (const byte of input.subarray(2, 2 + lengthBytes)) length = length * 256 + byte;
    const least = Math.max(0x80, 256 ** (lengthBytes - 1));
    if (lengthBytes < 1 || lengthBytes > 2 || length < least) fail('length form');
  }
  const start = 2 + lengthBytes;
  if (input[0] !== tag || start + length > input.length) fail('structure');
  return { contents: input.subarray(start, start + length), rest: input.subarray(start + length) };
}

/** The same where nothing may follow. */
function only(input: Bytes, tag: number): Bytes {
  const { contents, rest } = take(input, tag);
  return rest.length === 0 ? contents : fail('trailing bytes');
}

function positive(contents: Bytes): Bytes {
  const [head = 0x80, next = 0] = contents;
  if (head >= 0x80 || (head === 0 && next < 0x80)) fail('integer');
  return head === 0 ? contents.subarray(1) : contents;
}

/** Reads a key of 2048 to 8192 bits; throws RsaError 'rsa-key-invalid' for everything else. */
export function parseRsaPublicKey(spkiDer: Bytes): RsaPublicKey {
  const identifier = take(only(spkiDer, SEQUENCE), SEQUENCE);
  const algorithm = ALGORITHMS.find(({ contents }) => equal(contents, identifier.contents));
  if (algorithm === undefined) return fail('algorithm');
  const bits = only(identifier.rest, BIT_STRING);
  if (bits[0] !== 0) fail('unused bits');
  const numbers = take(only(bits.subarray(1), SEQUENCE), INTEGER);
  const modulus = positive(numbers.contents);
  const exponent = positive(only(numbers.rest, INTEGER));
  const modulusBits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (modulusBits < LEAST_BITS || modulusBits > MOST_BITS) fail(`${modulusBits} bits`);
  if (isEven(modulus) || isEven(exponent)) fail('even');
  // 3 is the smallest exponent there is; above 32 bits browsers do not verify.
  if (exponent.length > 4 || (exponent.length === 1 && (exponent[0] ?? 0) < 3)) fail('exponent');
  return { algorithm: algorithm.name, modulus, exponent, modulusBits };
}

function isEven(number: Bytes): boolean {
  return (number.at(-1) ?? 0) % 2 === 0;
}

function fail(detail: string): never {
  throw new RsaError('rsa-key-invalid', detail);
}
