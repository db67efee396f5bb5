/**
 * A deterministic OpenAI-compatible server: the same request gets the same answer, word by word, with the pauses and
 * the faults that a test asks for. It keeps what it was sent, so that a test can show what reached a model.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type ModelFault =
  | 'hang'
  | 'status-500'
  | 'html'
  | 'not-json'
  | 'cut'
  | 'flood'
  | 'redirect'
  | 'no-usage'
  | 'error-event';

export interface ModelServerOptions {
  readonly model?: string;
  readonly firstTokenMs?: number;
  readonly tokenMs?: number;
  /** The words to answer with; by default they repeat the question's last words. */
  readonly words?: readonly string[];
  readonly fault?: ModelFault;
  /** Words after which a fault strikes that strikes in the middle. */
  readonly faultAfter?: number;
  /** Waits for this before its third word: a test holds its answers open by it. */
  readonly held?: Promise<void>;
}

export interface ModelServer {
  /** Up to and with /v1. */
  readonly url: string;
  readonly port: number;
  readonly model: string;
  /** Bodies and header names of the chat requests so far. */
  readonly requests: { readonly body: unknown; readonly headers: IncomingMessage['headers'] }[];
  /** Answers that were broken off by the other side. */
  readonly stopped: number;
  readonly open: number;
  change(options: ModelServerOptions): void;
  close(): Promise<void>;
}

export async function startModelServer(initial: ModelServerOptions = {}): Promise<ModelServer> {
  let options = initial;
  const model = initial.model ?? 'fake-model';
  const requests: ModelServer['requests'] = [];
  const counts = { stopped: 0, open: 0 };
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data: [{ id: model, object: 'model' }] }));
      return;
    }
    counts.open++;
    response.once('close', () => {
      counts.open--;
      if (!response.writableFinished) counts.stopped++;
    });
    void readJson(request).then(async (body) => {
      requests.push({ body, headers: request.headers });
      await chat(options, model, body, response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    model,
    requests,
    get stopped() {
      return counts.stopped;
    },
    get open() {
      return counts.open;
    },
    change: (next) => {
      options = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  return JSON.parse(text);
}

async function chat(
  options: ModelServerOptions,
  model: string,
  body: unknown,
  response: ServerResponse,
): Promise<void> {
  const { firstTokenMs = 0, tokenMs = 0, fault, faultAfter = 3 } = options;
  if (fault === 'hang') return;
  if (fault === 'status-500') return end(response, 500, 'application/json', '{"error":{}}');
  if (fault === 'html') return end(response, 200, 'text/html', '<p>login</p>');
  if (fault === 'redirect') {
    response.setHeader('location', 'http://127.0.0.1:1/v1/chat/completions');
    return end(response, 307, 'text/plain', '');
  }
  await sleep(firstTokenMs);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const words = options.words ?? wordsFor(body);
  for (const [index, word] of words.entries()) {
    if (index > 0 && tokenMs > 0) await sleep(tokenMs);
    if (index === 2) await options.held;
    if (index === faultAfter && strike(fault, response)) return;
    if (response.destroyed) return;
    const content = index === 0 ? word : ` ${word}`;
    const choices = [{ index: 0, delta: { content }, finish_reason: null }];
    const isTaken = send(response, {
      id: 'chat-1',
      object: 'chat.completion.chunk',
      model,
      choices,
    });
    if (!isTaken) await new Promise((resolve) => response.once('drain', resolve));
  }
  send(response, { model, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  if (fault !== 'no-usage') {
    const usage = { prompt_tokens: 42, completion_tokens: words.length, total_tokens: 42 };
    send(response, { model, choices: [], usage });
  }
  response.end('data: [DONE]\n\n');
}

/** True when the fault ended the answer. */
function strike(fault: ModelFault | undefined, response: ServerResponse): boolean {
  switch (fault) {
    case 'cut':
      response.destroy();
      return true;
    case 'not-json':
      response.end('data: {"choices":[\n\n');
      return true;
    case 'flood':
      response.end(`data: ${'x'.repeat(200_000)}`);
      return true;
    case 'error-event':
      send(response, { error: { message: 'out of memory' } });
      response.end();
      return true;
    default:
      return false;
  }
}

function send(response: ServerResponse, json: unknown): boolean {
  return response.write(`data: ${JSON.stringify(json)}\n\n`);
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

/** Says the last words of the last message again, so that another question gets another answer. */
function wordsFor(body: unknown): string[] {
  const words = JSON.stringify(body).match(/[\p{L}\p{N}]+/gu) ?? [];
  return ['You', 'asked:', ...words.slice(-24, -2), 'That', 'is', 'all', 'I', 'know.'];
}
