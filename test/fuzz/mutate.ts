/**
 * Makes hostile inputs out of good ones: flips, cuts, repeats, splices, and the numbers that length
 * fields break on. Deterministic in its random numbers, so that a run can be had again by its seed.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

/** mulberry32: small, repeatable, good enough to choose mutations with. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const AWKWARD = [0x00, 0x01, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xfe, 0xff];
const LARGEST = 1 << 16;

type Mutation = (bytes: Bytes, below: (limit: number) => number, others: readonly Bytes[]) => Bytes;

function joined(...parts: readonly Uint8Array[]): Bytes {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const flip: Mutation = (bytes, below) => {
  const copy = bytes.slice();
  const at = below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
  return copy;
};

const setAwkward: Mutation = (bytes, below) => {
  const copy = bytes.slice();
  const start = below(copy.length);
  copy.fill(AWKWARD[below(AWKWARD.length)] ?? 0, start, start + 1 + below(8));
  return copy;
};

const cut: Mutation = (bytes, below) => bytes.slice(0, below(bytes.length + 1));

const remove: Mutation = (bytes, below) => {
  const start = below(bytes.length);
  return joined(bytes.subarray(0, start), bytes.subarray(start + 1 + below(16)));
};

const repeat: Mutation = (bytes, below) => {
  const start = below(bytes.length);
  const end = start + 1 + below(64);
  return joined(bytes.subarray(0, end), bytes.subarray(start));
};

const insert: Mutation = (bytes, below) => {
  const at = below(bytes.length + 1);
  const added = Uint8Array.from({ length: 1 + below(9) }, () => below(256));
  return joined(bytes.subarray(0, at), added, bytes.subarray(at));
};

const splice: Mutation = (bytes, below, others) => {
  const other = others[below(others.length)] ?? bytes;
  return joined(
    bytes.subarray(0, below(bytes.length + 1)),
    other.subarray(below(other.length + 1)),
  );
};

const MUTATIONS: readonly Mutation[] = [flip, setAwkward, cut, remove, repeat, insert, splice];

/** One to five mutations of one seed. */
export function mutated(seeds: readonly Bytes[], random: () => number): Bytes {
  const below = (limit: number): number => Math.floor(random() * Math.max(1, limit));
  let bytes: Bytes = seeds[below(seeds.length)] ?? new Uint8Array();
  for (let count = 1 + below(5); count > 0; count -= 1) {
    const mutation = MUTATIONS[below(MUTATIONS.length)] ?? flip;
    bytes = mutation(bytes, below, seeds);
  }
  return bytes.length > LARGEST ? bytes.slice(0, LARGEST) : bytes;
}
