/** What a relay can do to sealed bytes on their way: change one, or not bring all of them. */

type Pieces = AsyncIterable<Buffer>;

/** One bit of the last byte of the second piece: behind the nonce, inside a sealed chunk. */
export async function* alteringStream(pieces: Pieces): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const piece of pieces) {
    seen += piece.length;
    const isIn = seen > 48;
    if (isIn) {
      const changed = Buffer.from(piece);
      const last = changed.length - 1;
      changed[last] = (changed[last] ?? 0) ^ 1;
      yield changed;
      seen = Number.NEGATIVE_INFINITY;
      continue;
    }
    yield piece;
  }
}

/** Everything but the last 20 bytes, and then an orderly end, as if that had been all. */
export async function* cuttingStream(pieces: Pieces): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = Buffer.concat([held, piece]);
    if (held.length <= 20) continue;
    yield held.subarray(0, -20);
    held = held.subarray(-20);
  }
}

/** The first piece, and then nothing until nobody listens any more. */
export async function* silentStream(pieces: Pieces, gone: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    yield piece;
    await new Promise((resolve) => gone.addEventListener('abort', resolve, { once: true }));
    return;
  }
}
