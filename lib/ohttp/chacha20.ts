/**
 * The ChaCha20 stream (RFC 8439 sections 2.3 and 2.4). Only additions, exclusive ors and rotations of 32-bit words:
 * no table and no branch depends on a secret. Words are read and written little-endian whatever the machine's order is.
 */

/** The words "expand 32-byte k". */
const [C0, C1, C2, C3] = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const BLOCK_SIZE = 64;

/** One block of key stream. Unrolled over local words: a loop over an array is half as fast. */
// prettier-ignore
function writeBlock(out: DataView, key: DataView, nonce: DataView, counter: number): void {
  const k0 = key.getUint32(0, true), k1 = key.getUint32(4, true), k2 = key.getUint32(8, true), k3 = key.getUint32(12, true);
  const k4 = key.getUint32(16, true), k5 = key.getUint32(20, true), k6 = key.getUint32(24, true), k7 = key.getUint32(28, true);
  const n0 = nonce.getUint32(0, true), n1 = nonce.getUint32(4, true), n2 = nonce.getUint32(8, true);
  let a = C0, b = C1, c = C2, d = C3, e = k0 | 0, f = k1 | 0, g = k2 | 0, h = k3 | 0;
  let i = k4 | 0, j = k5 | 0, k = k6 | 0, l = k7 | 0, m = counter | 0, n = n0 | 0, o = n1 | 0, p = n2 | 0;
  for (let round = 0; round < 20; round += 2) {
    a = (a + e) | 0; m ^= a; m = (m << 16) | (m >>> 16); i = (i + m) | 0; e ^= i; e = (e << 12) | (e >>> 20);
    a = (a + e) | 0; m ^= a; m = (m << 8) | (m >>> 24); i = (i + m) | 0; e ^= i; e = (e << 7) | (e >>> 25);
    b = (b + f) | 0; n ^= b; n = (n << 16) | (n >>> 16); j = (j + n) | 0; f ^= j; f = (f << 12) | (f >>> 20);
    b = (b + f) | 0; n ^= b; n = (n << 8) | (n >>> 24); j = (j + n) | 0; f ^= j; f = (f << 7) | (f >>> 25);
    c = (c + g) | 0; o ^= c; o = (o << 16) | (o >>> 16); k = (k + o) | 0; g ^= k; g = (g << 12) | (g >>> 20);
    c = (c + g) | 0; o ^= c; o = (o << 8) | (o >>> 24); k = (k + o) | 0; g ^= k; g = (g << 7) | (g >>> 25);
    d = (d + h) | 0; p ^= d; p = (p << 16) | (p >>> 16); l = (l + p) | 0; h ^= l; h = (h << 12) | (h >>> 20);
    d = (d + h) | 0; p ^= d; p = (p << 8) | (p >>> 24); l = (l + p) | 0; h ^= l; h = (h << 7) | (h >>> 25);
    a = (a + f) | 0; p ^= a; p = (p << 16) | (p >>> 16); k = (k + p) | 0; f ^= k; f = (f << 12) | (f >>> 20);
    a = (a + f) | 0; p ^= a; p = (p << 8) | (p >>> 24); k = (k + p) | 0; f ^= k; f = (f << 7) | (f >>> 25);
    b = (b + g) | 0; m ^= b; m = (m << 16) | (m >>> 16); l = (l + m) | 0; g ^= l; g = (g << 12) | (g >>> 20);
    b = (b + g) | 0; m ^= b; m = (m << 8) | (m >>> 24); l = (l + m) | 0; g ^= l; g = (g << 7) | (g >>> 25);
    c = (c + h) | 0; n ^= c; n = (n << 16) | (n >>> 16); i = (i + n) | 0; h ^= i; h = (h << 12) | (h >>> 20);
    c = (c + h) | 0; n ^= c; n = (n << 8) | (n >>> 24); i = (i + n) | 0; h ^= i; h = (h << 7) | (h >>> 25);
    d = (d + e) | 0; o ^= d; o = (o << 16) | (o >>> 16); j = (j + o) | 0; e ^= j; e = (e << 12) | (e >>> 20);
    d = (d + e) | 0; o ^= d; o = (o << 8) | (o >>> 24); j = (j + o) | 0; e ^= j; e = (e << 7) | (e >>> 25);
  }
  out.setUint32(0, a + C0, true); out.setUint32(4, b + C1, true); out.setUint32(8, c + C2, true); out.setUint32(12, d + C3, true);
  out.setUint32(16, e + k0, true); out.setUint32(20, f + k1, true); out.setUint32(24, g + k2, true); out.setUint32(28, h + k3, true);
  out.setUint32(32, i + k4, true); out.setUint32(36, j + k5, true); out.setUint32(40, k + k6, true); out.setUint32(44, l + k7, true);
  out.setUint32(48, m + counter, true); out.setUint32(52, n + n0, true); out.setUint32(56, o + n1, true); out.setUint32(60, p + n2, true);
}

/** The stream cipher under one key. */
export class ChaCha20 {
  readonly #key: DataView;
  readonly #block = new DataView(new ArrayBuffer(BLOCK_SIZE));

  /** The key is borrowed: it is wiped by whoever owns it. */
  constructor(key: Uint8Array) {
    this.#key = viewOf(key);
  }

  /** Writes `input` XOR key stream to `output`, which is as long; the stream starts with the block of this counter. */
  xor(nonce: DataView, counter: number, input: Uint8Array, output: Uint8Array): void {
    const [from, to, block] = [viewOf(input), viewOf(output), this.#block];
    for (let at = 0; at < input.length; at += BLOCK_SIZE) {
      writeBlock(block, this.#key, nonce, counter++);
      const end = Math.min(at + BLOCK_SIZE, input.length);
      let i = at;
      for (; i + 4 <= end; i += 4) {
        to.setUint32(i, from.getUint32(i, true) ^ block.getUint32(i - at, true), true);
      }
      for (; i < end; i++) to.setUint8(i, from.getUint8(i) ^ block.getUint8(i - at));
    }
    this.wipe();
  }

  /** The first 32 bytes of the block with counter 0: the one-time key of the AEAD construction (section 2.6). */
  oneTimeKey(nonce: DataView): DataView {
    writeBlock(this.#block, this.#key, nonce, 0);
    return this.#block;
  }

  /** Forgets the key stream. */
  wipe(): void {
    for (let i = 0; i < BLOCK_SIZE; i += 4) this.#block.setUint32(i, 0);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
