/** Who takes part in an exchange of the vectors: the suite that an entry names, once per implementation of its KEM. */
import { equal, toHex, type Bytes } from '../../lib/bytes/index.ts';
import type { MessageKind, Suite } from '../../lib/ohttp/index.ts';
import {
  aeadOf,
  decodeVarint,
  HEADER_SIZE,
  kdfOf,
  kemsOf,
  withEphemeral,
  type ExactKem,
} from '../../lib/ohttp/interop/index.ts';
import type { Entry } from './ohttp-entry.ts';
import { expectBytes, expectSame } from './ohttp-expect.ts';

export interface Party {
  readonly keyId: number;
  readonly kem: ExactKem;
  readonly suite: Suite;
  readonly publicKey: Bytes;
}

/** How the request and the response of an entry are framed. */
export interface Shape {
  readonly request: MessageKind;
  readonly response: MessageKind;
  /** What the plaintexts are. */
  readonly inner: 'bhttp' | 'json' | 'any';
}

/** One for every implementation of the KEM that the entry (or the request's own header) names. */
export async function partiesOf(entry: Entry): Promise<Party[]> {
  const header = entry.hexOr('encapsulatedRequest', new Uint8Array(HEADER_SIZE));
  const at = (i: number): number => (header[i] ?? 0) * 256 + (header[i + 1] ?? 0);
  const number = (name: string, otherwise: number): number =>
    entry.has(name) ? entry.number(name) : otherwise;
  const kems = kemsOf(number('kemId', at(1)));
  const kdf = kdfOf(number('kdfId', at(3)));
  const aead = aeadOf(number('aeadId', at(5)));
  if (kems.length === 0 || !kdf || !aead) throw new Error('suite not known');
  const keyId = number('keyId', header[0] ?? 0);
  const skE = entry.hexOr('skE', undefined);
  return Promise.all(
    kems.map(async (kem) => ({
      keyId,
      kem,
      suite: { kem: withEphemeral(kem, skE), kdf, aead },
      publicKey: await publicKeyOf(entry, kem),
    })),
  );
}

async function publicKeyOf(entry: Entry, kem: ExactKem): Promise<Bytes> {
  const secret = secretOf(entry);
  const given = entry.hexOr('pkR', entry.hexOr('pk', undefined));
  if (!secret) return given ?? entry.hex('pkR');
  const publicKey = await kem.publicKeyOf(secret);
  if (given) expectBytes('pkR', publicKey, given);
  return publicKey;
}

export function secretOf(entry: Entry): Bytes | undefined {
  return entry.hexOr('skR', entry.hexOr('sk', undefined));
}

/** A plaintext in the pieces that an entry's chunk sizes say. */
export function cut(bytes: Bytes, sizes: readonly number[]): Bytes[] {
  let at = 0;
  const pieces = sizes.map((size) => bytes.subarray(at, (at += size)));
  if (at !== bytes.length) throw new Error('chunk sizes do not add up');
  return pieces;
}

/** Whole, byte by byte, and in odd pieces. */
export function stepsFor(kind: MessageKind, length: number): number[] {
  return kind === 'single' ? [length] : length < 40_000 ? [length, 1, 37] : [length, 1021];
}

interface Frame {
  readonly isFinal: boolean;
  readonly sealed: string;
}

/** The sealed pieces of a chunked message behind its head: how long their length fields are is the sender's choice. */
function framesOf(wire: Bytes, headSize: number): Frame[] {
  const frames: Frame[] = [];
  for (let at = headSize; at < wire.length;) {
    const fieldSize = 1 << ((wire[at] ?? 0) >> 6);
    const length = decodeVarint(wire.subarray(at, at + fieldSize));
    const begin = at + fieldSize;
    const end = length === 0 ? wire.length : begin + length;
    frames.push({ isFinal: length === 0, sealed: toHex(wire.subarray(begin, end)) });
    at = end;
  }
  return frames;
}

/** The plaintext sizes of a chunked message that somebody else made. */
export function chunkSizesOf(wire: Bytes, headSize: number, tagSize = 16): number[] {
  return framesOf(wire, headSize).map(({ sealed }) => sealed.length / 2 - tagSize);
}

/** The same bytes, or the same chunks behind length fields of another form. */
export function expectChunked(what: string, got: Bytes, wanted: Bytes, headSize: number): void {
  if (equal(got, wanted)) return;
  expectBytes(`${what}: head`, got.subarray(0, headSize), wanted.subarray(0, headSize));
  expectSame(what, framesOf(got, headSize), framesOf(wanted, headSize));
}
