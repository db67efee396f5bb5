/**
 * What hiding sizes and rhythm costs: bytes on the line with and without padding, and what it adds to the wait for the
 * first words. The whole stack on loopback, with a model that says words of its own pace.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '../lib/bytes/index.ts';
import { startStack, type Stack } from '../stack/stack.ts';
import { post, sealAsk, verifyEnclave, type Enclave } from '../test/fakes/device.ts';
import { startModelServer } from '../test/fakes/model-server.ts';
import { median } from './median.ts';
import type { Row, RowSource } from './row.ts';

type Padding = 'default' | 'strict' | 'none';

interface Desk {
  readonly stack: Stack;
  readonly url: string;
  readonly enclave: Enclave;
  close(): Promise<void>;
}

const ADDED_MS = 10;
/** Words of 4.5 letters on average, as tokens have. */
const LENGTHS = [50, 300, 1000] as const;

async function openDesk(words: readonly string[], beatMs: number, firstMs: number): Promise<Desk> {
  const model = await startModelServer({ words, firstTokenMs: firstMs });
  const folder = await mkdtemp(join(tmpdir(), 'sotto-padding-'));
  const stack = await startStack({ folder, modelUrl: model.url, beatMs });
  const url = `${stack.relayUrl}/g/${stack.gatewayName}`;
  const trust = { anchors: [stack.developmentRoot], measurements: [stack.measurement] };
  const enclave = await verifyEnclave(url, trust);
  const close = async (): Promise<void> => {
    await stack.close();
    await model.close();
    await rm(folder, { recursive: true });
  };
  return { stack, url, enclave, close };
}

function wordsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => 'answering'.slice(0, 2 + (index % 6)));
}

/** Bytes of the sealed answer as they come to the device. */
async function answerBytes({ url, enclave }: Desk, padding: Padding): Promise<number> {
  const { sealed } = await sealAsk(enclave, { padding });
  const response = await post(url, sealed);
  return (await response.arrayBuffer()).byteLength;
}

/** From Send to the first opened words; the rest is not waited for. */
async function firstWordsMs({ url, enclave }: Desk, padding: Padding): Promise<number> {
  const leaving = new AbortController();
  const { sealed } = await sealAsk(enclave, { padding });
  const opener = sealed.openChunks();
  const startedAt = performance.now();
  const response = await post(url, sealed, leaving.signal);
  const reader = response.body?.getReader();
  for (let text = ''; !text.includes('"content":"');) {
    const step = await reader?.read();
    if (step === undefined || step.done) throw new Error('no words came');
    for (const chunk of await opener.push(new Uint8Array(step.value))) {
      text += new TextDecoder().decode(chunk);
    }
  }
  const tookMs = performance.now() - startedAt;
  leaving.abort();
  return tookMs;
}

async function byteRows(count: number): Promise<Row[]> {
  const words = wordsOf(count);
  const desk = await openDesk(words, 1, 0);
  try {
    const text = utf8(words.join(' ')).length;
    const plain = await answerBytes(desk, 'none');
    const rows: Row[] = [];
    for (const padding of ['none', 'default', 'strict'] as const) {
      const bytes = padding === 'none' ? plain : await answerBytes(desk, padding);
      const name = `padding ${padding}: answer of ${String(count)} words, ${String(text)} bytes of text`;
      rows.push({ name, value: bytes, bar: null, unit: 'bytes', met: true });
    }
    return rows;
  } finally {
    await desk.close();
  }
}

async function waitRows(turns: number): Promise<Row[]> {
  const desk = await openDesk(wordsOf(20), 250, 200);
  try {
    const [plain, padded]: [number[], number[]] = [[], []];
    for (let turn = 0; turn <= turns; turn += 1) {
      plain.push(await firstWordsMs(desk, 'none'));
      padded.push(await firstWordsMs(desk, 'default'));
    }
    // The first of each warms up and is not counted.
    const addedMs = median(padded.slice(1)) - median(plain.slice(1));
    const name = 'padding: added wait for the first words, model takes 200 ms';
    return [{ name, value: addedMs, bar: ADDED_MS, unit: 'ms', met: addedMs <= ADDED_MS }];
  } finally {
    await desk.close();
  }
}

export const rows: RowSource = async ({ quick }) => {
  const all: Row[] = [];
  for (const count of LENGTHS) all.push(...(await byteRows(count)));
  return [...all, ...(await waitRows(quick ? 3 : 21))];
};
