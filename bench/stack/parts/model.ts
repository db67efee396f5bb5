/**
 * An OpenAI-compatible server that says `tokens` words as fast as they are taken, `burst` to a write, or one every
 * `everyMs`.
 */
import { createServer, type ServerResponse } from 'node:http';
import { serveParent, settings } from '../in-part.ts';
import { portOf } from '../port-of.ts';

const { tokens = 400, burst = 8, everyMs = 0 } = settings();
const WORDS = [' tower', ' red', ' the', ' boats', ' pass', ' daily', ' of', ' harbour'];
const frame = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;
const word = (index: number): string =>
  frame({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench-model',
    choices: [{ index: 0, delta: { content: WORDS[index % 8] }, finish_reason: null }],
  });
const LAST =
  frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
  frame({ choices: [], usage: { prompt_tokens: 40, completion_tokens: Number(tokens) } }) +
  'data: [DONE]\n\n';

async function say(response: ServerResponse): Promise<void> {
  for (let at = 0; at < Number(tokens) && !response.destroyed; at += Number(burst)) {
    const piece = Array.from({ length: Number(burst) }, (_, i) => word(at + i)).join('');
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    const wait = (go: () => void): unknown =>
      Number(everyMs) > 0 ? setTimeout(go, Number(everyMs)) : setImmediate(go);
    await new Promise<void>((resolve) => void wait(resolve));
  }
  response.end(LAST);
}

const server = createServer((request, response) => {
  if (request.url === '/v1/models') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: [{ id: 'bench-model' }] }));
    return;
  }
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void say(response);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => serveParent(`http://127.0.0.1:${portOf(server)}/v1`));
