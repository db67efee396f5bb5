/** The gate on the shape of answers: what the line shows, under a clock that the test moves (traffic-analysis, 6). */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { concat, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  chooseKeyConfig,
  createGatewayKey,
  openRequest,
  prepareSeal,
  type ChunkSealer,
} from '../../../lib/ohttp/index.ts';
import { Bell } from '../../../stack/gateway/bell.ts';
import { Composer, errorBody } from '../../../stack/gateway/composer.ts';
import { sendFrames, shapeFor } from '../../../stack/gateway/sender.ts';
import { random } from '../../fakes/random.ts';

const clock = vi.hoisted(() => ({ nowMs: 0, lateMs: (): number => 0 }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => void (clock.nowMs += ms + clock.lateMs()),
}));

const BEAT_MS = 250;
const SEALED_FRAME = 2 + 256 + 16;
const NONCE = 32;

beforeEach(() => {
  clock.nowMs = 0;
  clock.lateMs = () => 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock.nowMs);
});
afterEach(() => void vi.restoreAllMocks());

async function sealer(): Promise<ChunkSealer> {
  const key = await createGatewayKey(1);
  const sealed = await (
    await prepareSeal(chooseKeyConfig([key.config]), 'chunked')
  ).seal(utf8('q'));
  return (await openRequest([key], sealed.mediaType, sealed.bytes, { random })).sealChunks();
}

interface Line {
  /** One write at a time, as the relay's socket sees it. */
  readonly sizes: number[];
  readonly gaps: number[];
}

type Play = (composer: Composer, frame: number) => void;

/** Sends under this shape; `play` is called before every frame and does what the model would have done by then. */
async function lineOf(
  padding: 'default' | 'strict',
  play: Play,
  slowMs: () => number = () => 0,
): Promise<Line> {
  const shape = shapeFor(padding, BEAT_MS);
  if (shape === undefined) throw new Error('no shape');
  const composer = new Composer();
  const sizes: number[] = [];
  const times: number[] = [];
  let frame = 0;
  play(composer, frame++);
  const write = async (bytes: Bytes): Promise<void> => {
    sizes.push(bytes.length);
    times.push(clock.nowMs);
    clock.nowMs += slowMs();
    play(composer, frame++);
  };
  const cutShort = async (): Promise<void> =>
    composer.end(new Uint8Array(0), [['sotto-receipt', 'r']]);
  const { signal } = new AbortController();
  const bells = { composed: new Bell(), taken: new Bell() };
  await sendFrames(shape, { composer, sealer: await sealer(), write, signal, cutShort, ...bells });
  return { sizes, gaps: times.slice(1).map((time, i) => time - (times[i] ?? 0)) };
}

/** An answer of so many words a frame, over so many frames; the text of each word is of another length. */
function answer(frames: number, wordsPerFrame: number): Play {
  return (composer, frame) => {
    if (frame === 0) composer.start(200, [['content-type', 'text/event-stream']]);
    if (composer.isEnded) return;
    const words = Array.from({ length: wordsPerFrame }, (_, i) => 'x'.repeat((frame + i) % 17));
    if (frame < frames) composer.addText(words.join(' '));
    else composer.end(utf8('data: [DONE]\n\n'), [['sotto-receipt', 'r'.repeat(600)]]);
  };
}

function refusal(status: number, code: string): Play {
  return (composer, frame) => {
    if (frame > 0) return;
    composer.start(status, [['content-type', 'application/json']]);
    composer.add(errorBody(code));
    composer.end(new Uint8Array(0), []);
  };
}

/** A model that breaks off, or that the person stopped: what had come, then the end. */
const brokenOff: Play = (composer, frame) => {
  if (frame === 0) composer.start(200, [['content-type', 'text/event-stream']]);
  if (frame === 2) composer.addText('some words');
  if (frame === 3) composer.end(utf8('data: {"error":{"code":"model-cut"}}\n\n'), []);
};

function taken(stream: Iterator<number>): number {
  const step = stream.next();
  return step.done === true ? 0 : step.value;
}

function expectShape({ sizes, gaps }: Line, ends: readonly number[]): void {
  expect(ends).toContain(sizes.length);
  const [first = 0, ...others] = sizes;
  expect(first).toBe(NONCE + SEALED_FRAME);
  // All of one size; the last one's length is written as zero, in one byte.
  expect(new Set(others.slice(0, -1))).toEqual(new Set([SEALED_FRAME]));
  expect(others.at(-1)).toBe(SEALED_FRAME - 1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.8 * BEAT_MS);
}

const ENDS = { default: [64, 256, 1024], strict: [256] } as const;

describe('the line', () => {
  it.each([
    ['a short answer', answer(3, 4), 64],
    ['an answer of one word', answer(1, 1), 64],
    ['a refusal', refusal(404, 'model-unknown'), 64],
    ['a busy gateway', refusal(503, 'gateway-busy'), 64],
    ['a model that breaks off', brokenOff, 64],
    ['a longer answer', answer(200, 10), 256],
    ['a long one', answer(900, 6), 1024],
    ['one without end', answer(Infinity, 3), 1024],
  ] as const)('shows the same for %s', async (_, play, end) => {
    const line = await lineOf('default', play);
    expectShape(line, [end]);
    expect(new Set(line.gaps)).toEqual(new Set([BEAT_MS]));
  });

  it('cannot tell answer, error, refusal and broken-off apart', async () => {
    const plays = [
      answer(3, 4),
      refusal(500, 'gateway-failed'),
      refusal(409, 'replayed'),
      brokenOff,
    ];
    const lines = await Promise.all(plays.map((play) => lineOf('default', play)));
    for (const { sizes } of lines) expect(sizes).toEqual(lines[0]?.sizes);
  });

  it('shows one length for everything when strict', async () => {
    for (const play of [answer(3, 4), answer(200, 5), refusal(404, 'x'), answer(Infinity, 9)]) {
      expectShape(await lineOf('strict', play), ENDS.strict);
    }
  });

  it('never shows a burst after a wait, however late timers and slow peers are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(900)),
        fc.infiniteStream(fc.nat(40)),
        fc.integer({ min: 1, max: 60 }),
        async (slow, late, frames) => {
          clock.nowMs = 0;
          clock.lateMs = () => taken(late);
          const slowMs = (): number => taken(slow);
          expectShape(await lineOf('default', answer(frames, 5), slowMs), ENDS.default);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('puts the first frame out at once: the beat begins with the first byte', async () => {
    const times: number[] = [];
    await lineOf('default', (composer, frame) => {
      times.push(clock.nowMs);
      answer(1, 1)(composer, frame);
    });
    expect(times.slice(0, 3)).toEqual([0, 0, BEAT_MS]);
  });

  it('carries the whole message behind its shape', async () => {
    const composer = new Composer();
    answer(2, 5)(composer, 0);
    answer(2, 5)(composer, 1);
    answer(2, 5)(composer, 2);
    const frames = Array.from({ length: 64 }, () => composer.takeFrame(256));
    expect(new TextDecoder().decode(concat(...frames))).toContain('data: [DONE]');
  });
});
