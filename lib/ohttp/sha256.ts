/**
 * SHA-256 (FIPS 180-4 section 6.2) and HMAC over it (RFC 2104), synchronous: README.md, Engine, says why.
 * No table lookup and no branch depends on what is hashed.
 */
import { type Bytes } from '../bytes/index.ts';
import { viewOf } from './chacha20.ts';

const BLOCK_SIZE = 64;
const DIGEST_SIZE = 32;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
// prettier-ignore
const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** Likewise of the square roots of the first 8. */
// prettier-ignore
const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** The message schedule: one for all, since nothing here waits; wiped after each use. */
const w = new Int32Array(64);

/** The compression function over the block that starts at `at`. */
// prettier-ignore
function compress(state: DataView, block: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = block.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15] ?? 0, y = w[t - 2] ?? 0;
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (((sigma1 + (w[t - 7] ?? 0)) | 0) + ((sigma0 + (w[t - 16] ?? 0)) | 0)) | 0;
  }
  let a = state.getInt32(0), b = state.getInt32(4), c = state.getInt32(8), d = state.getInt32(12);
  let e = state.getInt32(16), f = state.getInt32(20), g = state.getInt32(24), h = state.getInt32(28);
  for (let t = 0; t < 64; t++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (((h + sum1) | 0) + ((((e & f) ^ (~e & g)) + (((K[t] ?? 0) + (w[t] ?? 0)) | 0)) | 0)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state.setInt32(0, state.getInt32(0) + a); state.setInt32(4, state.getInt32(4) + b);
  state.setInt32(8, state.getInt32(8) + c); state.setInt32(12, state.getInt32(12) + d);
  state.setInt32(16, state.getInt32(16) + e); state.setInt32(20, state.getInt32(20) + f);
  state.setInt32(24, state.getInt32(24) + g); state.setInt32(28, state.getInt32(28) + h);
}

export function sha256(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  // 1 bit, zeros, and the length in bits as 64 bits, to a whole number of blocks.
  const padded = new Uint8Array(Math.ceil((length + 9) / BLOCK_SIZE) * BLOCK_SIZE);
  let at = 0;
  for (const part of parts) {
    padded.set(part, at);
    at += part.length;
  }
  padded[length] = 0x80;
  const view = viewOf(padded);
  view.setUint32(padded.length - 8, length / 2 ** 29);
  view.setUint32(padded.length - 4, length * 8);
  const digest = new Uint8Array(DIGEST_SIZE);
  const state = viewOf(digest);
  for (let i = 0; i < START.length; i++) state.setUint32(4 * i, START[i] ?? 0);
  for (let block = 0; block < padded.length; block += BLOCK_SIZE) compress(state, view, block);
  // They may have held a key.
  padded.fill(0);
  w.fill(0);
  return digest;
}

/** HMAC-SHA256 over the parts in order. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes {
  const short = key.length > BLOCK_SIZE ? sha256(key) : key;
  const pad = (mask: number): Bytes => {
    const padded = new Uint8Array(BLOCK_SIZE).fill(mask);
    for (let i = 0; i < short.length; i++) padded[i] = (short[i] ?? 0) ^ mask;
    return padded;
  };
  return sha256(pad(0x5c), sha256(pad(0x36), ...parts));
}
