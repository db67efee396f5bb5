/**
 * Sends what the composer holds: in frames of one size at a fixed beat up to one of few allowed ends, so that sizes,
 * pauses and (but for three classes) lengths say nothing; or, when the device asked for no padding, as it comes.
 * Answers, errors and refusals all go through here. Must never send early, nor two frames at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import type { Bell } from './bell.ts';
import type { Composer } from './composer.ts';
import type { Padding } from './inner-request.ts';

/** Where sealed bytes go. Resolves when there is room for more, rejects when the peer is gone. */
export type Write = (bytes: Bytes) => Promise<void>;

export interface Shape {
  readonly frameBytes: number;
  readonly beatMs: number;
  readonly ends: readonly number[];
}

/** What the chunk sealer of lib/ohttp does. */
export interface Sealing {
  start(): Bytes;
  chunk(plaintext: Bytes): Promise<Bytes>;
  final(plaintext: Bytes): Promise<Bytes>;
}

export interface Sending {
  readonly composer: Composer;
  readonly sealer: Sealing;
  readonly write: Write;
  readonly signal: AbortSignal;
  /** Rung whenever the composer got something, or ended. */
  readonly composed: Bell;
  /** Rung whenever something was taken from it. */
  readonly taken: Bell;
  /** Stops the model; resolves when the composer has ended. */
  readonly cutShort: () => Promise<void>;
}

const FRAME_BYTES = 256;
export const BEAT_MS = 250;
const ENDS: Readonly<Record<'default' | 'strict', readonly number[]>> = {
  default: [64, 256, 1024],
  strict: [256],
};
/** A beat that comes late is followed by at least this part of one, never by a burst. */
const SHORTEST_BEAT = 0.85;
/** The last event, the longest receipt in base64 and the ends of the message: room kept free for them. */
const TAIL_BYTES = 3600;
const UNFRAMED_BUDGET = 4 * 1_048_576;
const PIECE_BYTES = 16_384;

export function shapeFor(padding: Padding, beatMs: number): Shape | undefined {
  if (padding === 'none') return undefined;
  return { frameBytes: FRAME_BYTES, beatMs, ends: ENDS[padding] };
}

/** The most bytes that an answer of this shape can have, its tail left out. */
export function budgetOf(shape: Shape | undefined): number {
  const most = shape ? shape.frameBytes * (shape.ends.at(-1) ?? 0) : UNFRAMED_BUDGET;
  return most - TAIL_BYTES;
}

export async function sendFrames(shape: Shape, sending: Sending): Promise<void> {
  const { composer, sealer, write, signal, taken } = sending;
  let dueMs = performance.now();
  let total: number | undefined;
  for (let sent = 0; sent !== total; sent++) {
    if (sent > 0) dueMs = await nextBeat(dueMs, shape.beatMs, signal);
    const isNearlyFull = composer.total + 2 * shape.frameBytes > budgetOf(shape);
    // A slow model uses the frames up as a long answer does.
    if (!composer.isEnded && isNearlyFull) await sending.cutShort();
    if (composer.isEnded) total ??= endFor(shape, sent + composer.backlog / shape.frameBytes);
    const frame = composer.takeFrame(shape.frameBytes);
    taken.ring();
    const isLast = sent + 1 === total;
    const sealed = isLast ? await sealer.final(frame) : await sealer.chunk(frame);
    await write(sent === 0 ? concat(sealer.start(), sealed) : sealed);
  }
}

/** The smallest allowed end that holds so many frames. */
function endFor({ ends }: Shape, frames: number): number {
  const end = ends.find((allowed) => allowed >= Math.max(1, Math.ceil(frames)));
  if (end === undefined) throw new RangeError('an answer longer than its frames');
  return end;
}

async function nextBeat(dueMs: number, beatMs: number, signal: AbortSignal): Promise<number> {
  const nowMs = performance.now();
  const nextMs = Math.max(dueMs + beatMs, nowMs + SHORTEST_BEAT * beatMs);
  await sleep(nextMs - nowMs, undefined, { signal });
  return nextMs;
}

export async function sendPieces(sending: Sending): Promise<void> {
  const { composer, sealer, write, signal, composed, taken } = sending;
  await write(sealer.start());
  while (!composer.isEnded) {
    await composed.wait(signal);
    if (composer.isEnded) break;
    composer.flushText();
    for (const piece of piecesOf(composer.takeAll())) await write(await sealer.chunk(piece));
    taken.ring();
  }
  const pieces = piecesOf(composer.takeAll());
  const last = pieces.pop() ?? new Uint8Array(0);
  for (const piece of pieces) await write(await sealer.chunk(piece));
  await write(await sealer.final(last));
}

/** The whole message, padded to the end that holds it: nothing leaves before the answer is over. */
export async function gatherWhole(
  shape: Shape | undefined,
  { composer, composed, taken, signal }: Omit<Sending, 'sealer' | 'write'>,
): Promise<Bytes> {
  const parts: Bytes[] = [];
  while (!composer.isEnded) {
    await composed.wait(signal);
    if (composer.isEnded) break;
    if (composer.backlog < PIECE_BYTES / 8) continue;
    composer.flushText();
    parts.push(composer.takeAll());
    taken.ring();
  }
  parts.push(composer.takeAll());
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const wanted = shape ? shape.frameBytes * endFor(shape, length / shape.frameBytes) : length;
  return concat(...parts, new Uint8Array(wanted - length));
}

function piecesOf(bytes: Bytes): Bytes[] {
  const pieces: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(bytes.slice(at, at + PIECE_BYTES));
  }
  return pieces;
}
