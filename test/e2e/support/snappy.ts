/** Unpacks Snappy's raw form (google/snappy, format_description.txt). What stands behind its end is not looked at. */

const MAX_BYTES = 64_000_000;

/** Undefined for what is not of this form. */
export function unpackSnappy(packed: Buffer): Buffer | undefined {
  const head = lengthOf(packed);
  if (head === undefined || head.length > MAX_BYTES) return undefined;
  const plain = Buffer.alloc(head.length);
  let at = head.bytes;
  let done = 0;
  while (done < plain.length) {
    const step = stepAt(packed, at);
    if (step === undefined || done + step.length > plain.length) return undefined;
    at += step.bytes;
    if (step.back === 0) {
      if (at + step.length > packed.length) return undefined;
      packed.copy(plain, done, at, at + step.length);
      at += step.length;
    } else {
      if (step.back > done) return undefined;
      // Byte by byte: a copy may reach into what it is itself writing.
      for (let i = 0; i < step.length; i++) plain[done + i] = plain[done + i - step.back] ?? 0;
    }
    done += step.length;
  }
  return plain;
}

/** A varint: how long it is unpacked. */
function lengthOf(packed: Buffer): { length: number; bytes: number } | undefined {
  let length = 0;
  for (let bytes = 0; bytes < 5; bytes++) {
    const byte = packed[bytes];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** bytes;
    if (byte < 0x80) return { length, bytes: bytes + 1 };
  }
  return undefined;
}

interface SnappyStep {
  /** Of the tag. */
  readonly bytes: number;
  readonly length: number;
  /** How far back to copy from; 0: the bytes themselves follow. */
  readonly back: number;
}

/** The tag's lowest two bits say which: literal, or a copy with an offset of 11, 16 or 32 bits. */
function stepAt(packed: Buffer, at: number): SnappyStep | undefined {
  const tag = packed[at];
  if (tag === undefined) return undefined;
  const rest = tag >> 2;
  const number = (from: number, bytes: number): number =>
    from + bytes <= packed.length ? packed.readUIntLE(from, bytes) : NaN;
  const step = ((): SnappyStep => {
    if ((tag & 3) === 1) {
      return { bytes: 2, length: 4 + (rest & 7), back: ((tag >> 5) << 8) | (packed[at + 1] ?? 0) };
    }
    if ((tag & 3) === 2) return { bytes: 3, length: rest + 1, back: number(at + 1, 2) };
    if ((tag & 3) === 3) return { bytes: 5, length: rest + 1, back: number(at + 1, 4) };
    if (rest < 60) return { bytes: 1, length: rest + 1, back: 0 };
    return { bytes: rest - 58, length: number(at + 1, rest - 59) + 1, back: 0 };
  })();
  const isWhole = Number.isFinite(step.length) && Number.isFinite(step.back);
  const isCopy = (tag & 3) !== 0;
  return isWhole && (!isCopy || step.back > 0) ? step : undefined;
}
