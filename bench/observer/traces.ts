/**
 * What stands on the line between relay and device: the size and time of each piece as it is read. The whole stack on
 * loopback with its real frames; the clock of model and frames runs ten times as fast, or a thousand asks would take
 * hours. The observer sees nothing that is sealed, and is told nothing but the bytes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../../stack/gateway/models/model.ts';
import { startStack } from '../../stack/stack.ts';
import { sealAsk, verifyEnclave, type Enclave } from '../../test/fakes/device.ts';
import { answerTo, type Ask } from './topics.ts';

export interface Piece {
  readonly bytes: number;
  readonly atMs: number;
}

export interface Trace {
  readonly ask: Ask;
  readonly requestBytes: number;
  readonly pieces: readonly Piece[];
}

/** By so much the clock of model and frames runs faster than for a person. */
export const SPEED = 10;
const BEAT_MS = 250 / SPEED;

const MODEL: Model = {
  id: 'replayed',
  upstream: 'built-in',
  place: 'in-enclave',
  isLanguageModel: false,
  contextTokens: 16_384,
  price: { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' },
  async *answer(messages, signal) {
    const [topic = 0, prompt = 0, turn = 0] = (messages.at(-1)?.content ?? '')
      .split('/')
      .map(Number);
    const { pieces, topic: pace } = answerTo({ topic, prompt, turn });
    for (const text of pieces) {
      await sleep(pace.wordMs / SPEED, undefined, { signal });
      yield { kind: 'text', text };
    }
    yield { kind: 'usage', inputTokens: 10, outputTokens: pieces.length };
    yield { kind: 'finish', reason: 'stop' };
  },
};

/** Asks all of them, some at a time, and gives their traces in the same order. */
export async function record(
  asks: readonly Ask[],
  padding: 'default' | 'none',
  atOnce: number,
): Promise<Trace[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-observer-'));
  const stack = await startStack({ folder, models: [MODEL], beatMs: BEAT_MS });
  try {
    const url = `${stack.relayUrl}/g/${stack.gatewayName}`;
    const trust = { anchors: [stack.developmentRoot], measurements: [stack.measurement] };
    const enclave = await verifyEnclave(url, trust);
    const traces: Trace[] = [];
    const waiting = asks.entries();
    const worker = async (): Promise<void> => {
      for (const [index, ask] of waiting) traces[index] = await traceOf(url, enclave, ask, padding);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return traces;
  } finally {
    await stack.close();
    await rm(folder, { recursive: true });
  }
}

async function traceOf(
  url: string,
  enclave: Enclave,
  ask: Ask,
  padding: 'default' | 'none',
): Promise<Trace> {
  const question = `${String(ask.topic)}/${String(ask.prompt)}/${String(ask.turn)}`;
  const { sealed } = await sealAsk(enclave, { question, padding });
  const pieces: Piece[] = [];
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': sealed.mediaType } };
    const sent = request(url, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`));
      response.on('data', (bytes: Buffer) =>
        pieces.push({ bytes: bytes.length, atMs: performance.now() - startedAt }),
      );
      response.on('end', resolve).on('error', reject);
    });
    sent.on('error', reject).end(sealed.bytes);
  });
  return { ask, requestBytes: sealed.bytes.length, pieces };
}
