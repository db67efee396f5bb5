/** What the tests of sealing share: a gateway, an exchange, and ways to cut bytes. */
import fc from 'fast-check';
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  createGatewayKey,
  openRequest,
  prepareSeal,
  PRODUCT_SUITE,
  type ChunkOpener,
  type GatewayKey,
  type MessageKind,
  type OpenedRequest,
  type SealedRequest,
  type Suite,
} from '../../lib/ohttp/index.ts';

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
export const NOTHING: Bytes = new Uint8Array(0);

export function anyBytes(maxLength = 300): fc.Arbitrary<Bytes> {
  return fc.uint8Array({ maxLength }).map((bytes) => new Uint8Array(bytes));
}

export async function exchange(
  kind: MessageKind,
  plaintext: Bytes,
  suite: Suite = PRODUCT_SUITE,
): Promise<{ key: GatewayKey; sealed: SealedRequest; opened: OpenedRequest }> {
  const key = await createGatewayKey(7, [suite]);
  const sealed = await (await prepareSeal({ config: key.config, suite }, kind)).seal(plaintext);
  const opened = await openRequest([key], sealed.mediaType, sealed.bytes, { random });
  return { key, sealed, opened };
}

/** A chunked response as its parts: what stands before the chunks, the chunks, the final one. */
export async function sealedParts(
  opened: OpenedRequest,
  pieces: readonly Bytes[],
): Promise<Bytes[]> {
  const sealer = await opened.sealChunks();
  const parts = [sealer.start()];
  for (const piece of pieces.slice(0, -1)) parts.push(await sealer.chunk(piece));
  return [...parts, await sealer.final(pieces.at(-1) ?? NOTHING)];
}

/** Feeds `wire` in reads of `step` bytes. */
export async function openAll(
  opener: ChunkOpener,
  wire: Bytes,
  step = wire.length,
): Promise<Bytes> {
  const chunks: Bytes[] = [];
  for (let at = 0; at < wire.length; at += step) {
    chunks.push(...(await opener.push(wire.subarray(at, at + step))));
  }
  return concat(...chunks, await opener.end());
}

export async function codeFrom(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
  } catch (thrown) {
    return codeOf(thrown) ?? `not a coded error: ${String(thrown)}`;
  }
  return 'nothing was thrown';
}
