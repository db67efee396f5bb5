/**
 * The billing frame between gateway and relay (section 3.6), in the clear between two sealed chunks:
 *
 *   0a "--opengradient-ohttp-billing-v1--" 0a | length (4, big-endian) | JSON {cost_opg, cost_usd, opg_price_usd}
 *
 * A relay must take it out, a client survives a relay that forgot. Its first byte reads as a chunk of 10 bytes, and no
 * chunk is shorter than its tag of 16, so the two cannot be mistaken for each other.
 * Must never change a sealed byte, and never believe the frame: it stands outside the seal.
 */
import { concat, fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import { decodeVarint } from '../ohttp/index.ts';
import { readCost, type StatedCost } from './answer-fields.ts';
import { OpengradientError } from './errors.ts';
import { readJson, type Json } from './json-tree.ts';

export const BILLING_MAGIC = utf8('\n--opengradient-ohttp-billing-v1--\n');
const HEAD_LENGTH = BILLING_MAGIC.length + 4;
const NONCE_LENGTH = 32;
const MAX_FRAME = 4096;

type Step = { take: number; keep: boolean } | 'more';

/** Passes the body of a chunked answer on, piece by piece, without billing frames. */
export class BillingFilter {
  #pending: Bytes = new Uint8Array(0);
  /** How many bytes are still to be passed on unread; infinite inside the final chunk. */
  #opaque = NONCE_LENGTH;
  #cost: StatedCost | undefined;

  /** What the last frame said, unsigned. */
  get cost(): StatedCost | undefined {
    return this.#cost;
  }

  push(piece: Bytes): Bytes {
    this.#pending = concat(this.#pending, piece);
    const passed: Bytes[] = [];
    for (let step = this.#step(); step !== 'more'; step = this.#step()) {
      const taken = this.#pending.subarray(0, step.take);
      this.#pending = this.#pending.subarray(step.take);
      if (step.keep) passed.push(taken);
      else this.#cost = costIn(taken.subarray(HEAD_LENGTH));
    }
    return concat(...passed);
  }

  /** What was held back because the body ended inside a head: for the opener of chunks to refuse. */
  end(): Bytes {
    const held = this.#pending;
    this.#pending = new Uint8Array(0);
    return held;
  }

  #step(): Step {
    const { length } = this.#pending;
    if (length === 0) return 'more';
    if (this.#opaque > 0) {
      const take = Math.min(length, this.#opaque);
      this.#opaque -= take;
      return { take, keep: true };
    }
    return this.#pending[0] === BILLING_MAGIC[0] ? this.#frame() : this.#chunkHead();
  }

  #frame(): Step {
    const head = this.#pending.subarray(0, BILLING_MAGIC.length);
    if (head.some((byte, i) => byte !== BILLING_MAGIC[i])) {
      throw new OpengradientError('billing-frame-invalid', 'magic');
    }
    if (this.#pending.length < HEAD_LENGTH) return 'more';
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset);
    const length = view.getUint32(BILLING_MAGIC.length);
    if (length > MAX_FRAME) throw new OpengradientError('billing-frame-invalid', 'length');
    const take = HEAD_LENGTH + length;
    return this.#pending.length < take ? 'more' : { take, keep: false };
  }

  #chunkHead(): Step {
    const take = 1 << ((this.#pending[0] ?? 0) >> 6);
    if (this.#pending.length < take) return 'more';
    const length = decodeVarint(this.#pending.subarray(0, take));
    // A length of zero announces the final chunk, which runs to the end of the body.
    this.#opaque = length === 0 ? Number.POSITIVE_INFINITY : length;
    return { take, keep: true };
  }
}

/** The frame's JSON, or undefined: a frame that says nothing readable is taken out all the same. */
function costIn(content: Bytes): StatedCost | undefined {
  let tree: Json;
  try {
    tree = readJson(fromUtf8(content));
  } catch {
    return undefined;
  }
  return readCost(new Map([['opengradient', tree]]));
}
