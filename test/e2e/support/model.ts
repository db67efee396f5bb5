/** A model server under the test's thumb: it says what it is told to, as fast as it is told to. */
import { createServer, type ServerResponse } from 'node:http';
import { sleep } from '../../../scripts/drive/until.ts';
import { isAddress } from '../../../scripts/drive/page-server.ts';

export interface Model {
  /** Base address in the form of OpenAI-compatible servers. */
  url: string;
  name: string;
  /** Bodies as they came: what the model's operator reads. */
  asked: string[];
  /** The next answers; the words come one event each. */
  say: (answer: string, options?: { wordMs?: number; firstMs?: number }) => void;
  /** From now on answers stop before their last word until `release`. */
  hold: () => void;
  /** The next answer ends with its connection cut before its last word. */
  breakOff: () => void;
  release: () => void;
  close: () => Promise<void>;
}

const NAME = 'test-model';

function event(content: string, finish: string | null): string {
  const choice = { index: 0, delta: content === '' ? {} : { content }, finish_reason: finish };
  const chunk = { id: 'x', object: 'chat.completion.chunk', model: NAME, choices: [choice] };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

interface Script {
  answer: string;
  wordMs: number;
  /** Before the first word. */
  firstMs: number;
  held: Promise<void> | undefined;
  isCut: boolean;
}

async function stream(response: ServerResponse, script: Script): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await sleep(script.firstMs);
  const words = script.answer.split(/(?<= )/);
  for (const [index, word] of words.entries()) {
    const isLast = index === words.length - 1;
    if (isLast && script.isCut) {
      response.destroy();
      return;
    }
    if (isLast) await script.held;
    response.write(event(word, null));
    await sleep(script.wordMs);
  }
  response.end(`${event('', 'stop')}data: [DONE]\n\n`);
}

/** @param names What it offers, the first of them first. */
export async function startModel(names: readonly string[] = [NAME]): Promise<Model> {
  const script: Script = {
    answer: 'A plain answer.',
    wordMs: 5,
    firstMs: 0,
    held: undefined,
    isCut: false,
  };
  const asked: string[] = [];
  let release = (): void => undefined;
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) }),
      );
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked.push(Buffer.concat(parts).toString('utf8'));
      const now = { ...script };
      script.isCut = false;
      stream(response, now).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the model server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    name: NAME,
    asked,
    say: (answer, { wordMs = 5, firstMs = 0 } = {}) =>
      Object.assign(script, { answer, wordMs, firstMs }),
    breakOff: () => {
      script.isCut = true;
    },
    hold: () => {
      script.held = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => {
      script.held = undefined;
      release();
    },
    close: () =>
      new Promise((resolve) => {
        release();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
