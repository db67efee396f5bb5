/**
 * The one-time authenticator Poly1305 (RFC 8439 section 2.5): the message's 16-byte blocks as the coefficients of a
 * polynomial, evaluated at r modulo p = 2^130 - 5, plus s.
 *
 * Numbers are six limbs of 22 bits in doubles, which hold whole numbers below 2^53 exactly. Bounds: a limb of h plus one of
 * the message is below 2^23 + 2^15; times 20r (below 2^26.4), six such products and a carry stay below 2^52.1.
 * 2^132 = 20 modulo p, which is why what runs over the sixth limb comes back times 20.
 * No table and no branch depends on a secret.
 */
import { viewOf } from './chacha20.ts';

const BLOCK_SIZE = 16;
const BASE = 2 ** 22;
const PER_BASE = 1 / BASE;
const MASK = BASE - 1;

export class Poly1305 {
  readonly #r: Limbs;
  readonly #s: readonly [number, number, number, number];
  #h: Limbs = [0, 0, 0, 0, 0, 0];

  /** @param key 32 bytes, for one message only: r, which is clamped here, and s. They are copied. */
  constructor(key: DataView) {
    this.#r = limbs(
      key.getUint32(0, true) & 0x0fffffff,
      key.getUint32(4, true) & 0x0ffffffc,
      key.getUint32(8, true) & 0x0ffffffc,
      key.getUint32(12, true) & 0x0ffffffc,
    );
    this.#s = [
      key.getUint32(16, true),
      key.getUint32(20, true),
      key.getUint32(24, true),
      key.getUint32(28, true),
    ];
  }

  /** Takes `message` filled up with zeros to whole blocks, as the AEAD construction has it (section 2.8). */
  // prettier-ignore
  updatePadded(message: Uint8Array): void {
    const tail = message.length % BLOCK_SIZE;
    const whole = viewOf(message);
    let rest = whole;
    if (tail > 0) {
      const last = new Uint8Array(BLOCK_SIZE);
      last.set(message.subarray(message.length - tail));
      rest = viewOf(last);
    }
    const [r0, r1, r2, r3, r4, r5] = this.#r;
    const q1 = 20 * r1, q2 = 20 * r2, q3 = 20 * r3, q4 = 20 * r4, q5 = 20 * r5;
    let [h0, h1, h2, h3, h4, h5] = this.#h;
    for (let at = 0; at < message.length; at += BLOCK_SIZE) {
      const isWhole = at + BLOCK_SIZE <= message.length;
      const view = isWhole ? whole : rest, i = isWhole ? at : 0;
      const t0 = view.getUint32(i, true), t1 = view.getUint32(i + 4, true), t2 = view.getUint32(i + 8, true), t3 = view.getUint32(i + 12, true);
      h0 += t0 & MASK;
      h1 += ((t0 >>> 22) | (t1 << 10)) & MASK;
      h2 += ((t1 >>> 12) | (t2 << 20)) & MASK;
      h3 += (t2 >>> 2) & MASK;
      h4 += ((t2 >>> 24) | (t3 << 8)) & MASK;
      h5 += (t3 >>> 14) | 0x40000;
      const d0 = h0 * r0 + h1 * q5 + h2 * q4 + h3 * q3 + h4 * q2 + h5 * q1;
      let c = Math.floor(d0 * PER_BASE);
      const d1 = h0 * r1 + h1 * r0 + h2 * q5 + h3 * q4 + h4 * q3 + h5 * q2 + c; const e0 = d0 - c * BASE; c = Math.floor(d1 * PER_BASE);
      const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * q5 + h4 * q4 + h5 * q3 + c; const e1 = d1 - c * BASE; c = Math.floor(d2 * PER_BASE);
      const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * q5 + h5 * q4 + c; const e2 = d2 - c * BASE; c = Math.floor(d3 * PER_BASE);
      const d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + h5 * q5 + c; const e3 = d3 - c * BASE; c = Math.floor(d4 * PER_BASE);
      const d5 = h0 * r5 + h1 * r4 + h2 * r3 + h3 * r2 + h4 * r1 + h5 * r0 + c; const e4 = d4 - c * BASE; c = Math.floor(d5 * PER_BASE);
      h5 = d5 - c * BASE;
      const low = e0 + 20 * c;
      c = Math.floor(low * PER_BASE);
      h0 = low - c * BASE;
      h1 = e1 + c;
      h2 = e2;
      h3 = e3;
      h4 = e4;
    }
    this.#h = [h0, h1, h2, h3, h4, h5];
  }

  /** The tag. */
  digest(): Uint8Array<ArrayBuffer> {
    // Twice, since the first carry out of bit 130 may bring about another.
    const h = reduce(reduce(this.#h));
    // h - p where that is not negative: h + 5 then carries out of bit 130.
    const plus = carry([h[0] + 5, h[1], h[2], h[3], h[4], h[5]]);
    const take = -(plus[5] >>> 20);
    const pick = (at: 0 | 1 | 2 | 3 | 4 | 5): number => (h[at] & ~take) | (plus[at] & take);
    const [a, b, c, d, e, f] = [pick(0), pick(1), pick(2), pick(3), pick(4), pick(5)];
    const words = [
      a | (b << 22),
      (b >>> 10) | (c << 12),
      (c >>> 20) | (d << 2) | (e << 24),
      (e >>> 8) | (f << 14),
    ];
    const tag = new Uint8Array(BLOCK_SIZE);
    const view = viewOf(tag);
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      sum = Math.floor(sum / 2 ** 32) + ((words[i] ?? 0) >>> 0) + (this.#s[i] ?? 0);
      view.setUint32(4 * i, sum, true);
    }
    return tag;
  }
}

type Limbs = readonly [number, number, number, number, number, number];

/** 128 bits in words as limbs. */
function limbs(t0: number, t1: number, t2: number, t3: number): Limbs {
  return [
    t0 & MASK,
    ((t0 >>> 22) | (t1 << 10)) & MASK,
    ((t1 >>> 12) | (t2 << 20)) & MASK,
    (t2 >>> 2) & MASK,
    ((t2 >>> 24) | (t3 << 8)) & MASK,
    t3 >>> 14,
  ];
}

/** Every limb but the last below 2^22. */
function carry([h0, h1, h2, h3, h4, h5]: Limbs): Limbs {
  const l1 = h1 + (h0 >>> 22);
  const l2 = h2 + (l1 >>> 22);
  const l3 = h3 + (l2 >>> 22);
  const l4 = h4 + (l3 >>> 22);
  return [h0 & MASK, l1 & MASK, l2 & MASK, l3 & MASK, l4 & MASK, h5 + (l4 >>> 22)];
}

/** Brings what stands above bit 130 back in at the bottom, times 5. */
function reduce(h: Limbs): Limbs {
  const [h0, h1, h2, h3, h4, h5] = carry(h);
  return carry([h0 + 5 * (h5 >>> 20), h1, h2, h3, h4, h5 & 0xfffff]);
}
