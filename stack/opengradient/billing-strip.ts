/**
 * Takes the billing frame out of a streamed answer, as a relay must (section 11): after the 32-byte nonce lengths are
 * read and their bytes copied; 0a and the magic begin a frame that is dropped; a length of zero lets the rest through.
 */
const MAGIC = Buffer.from('\n--opengradient-ohttp-billing-v1--\n', 'latin1');
const NONCE = 32;

export class BillingStrip {
  #held = Buffer.alloc(0);
  #copy = NONCE;
  #drop = 0;

  /** What of the bytes so far may go on. */
  push(piece: Buffer): Buffer {
    this.#held = Buffer.concat([this.#held, piece]);
    const passed: Buffer[] = [];
    while (this.#held.length > 0 && this.#step(passed));
    return Buffer.concat(passed);
  }

  /** What was held back at the end of the body. */
  end(): Buffer {
    return this.#take(this.#held.length);
  }

  /** False when more bytes are needed to go on. */
  #step(passed: Buffer[]): boolean {
    if (this.#drop > 0) {
      this.#drop -= this.#take(this.#drop).length;
      return true;
    }
    if (this.#copy > 0) {
      const bytes = this.#take(this.#copy);
      this.#copy -= bytes.length;
      passed.push(bytes);
      return true;
    }
    return this.#held[0] === MAGIC[0] ? this.#frame() : this.#length(passed);
  }

  #frame(): boolean {
    const headLength = MAGIC.length + 4;
    if (this.#held.length < headLength) return false;
    this.#drop = headLength + this.#held.readUInt32BE(MAGIC.length);
    return true;
  }

  #length(passed: Buffer[]): boolean {
    const size = 1 << ((this.#held[0] ?? 0) >> 6);
    if (this.#held.length < size) return false;
    const head = this.#take(size);
    let length = BigInt((head[0] ?? 0) & 0x3f);
    for (const byte of head.subarray(1)) length = length * 256n + BigInt(byte);
    this.#copy = length === 0n ? Number.POSITIVE_INFINITY : Number(length);
    passed.push(head);
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, Math.min(length, this.#held.length));
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }
}
