/** Parsers of the stack and of the binding under fuzz: transcript, statement, inner request, event stream, chunk, prompt. */
import { encodeStatement, parseStatement, parseTranscript } from '../../lib/binding/index.ts';
import { equal, fromHex, utf8 } from '../../lib/bytes/index.ts';
import { encodeRequest } from '../../lib/ohttp/index.ts';
import { EventReader } from '../../lib/sse/index.ts';
import { paddingOf, readInnerRequest } from '../../stack/gateway/inner-request.ts';
import { extractiveAnswer } from '../../stack/gateway/models/extractive-answer.ts';
import { ModelError } from '../../stack/gateway/models/model.ts';
import { readChunk } from '../../stack/gateway/models/openai-events.ts';
import vectors from '../vectors/binding/transcripts.json' with { type: 'json' };
import type { FuzzTarget } from './target.ts';

const NAME = 'gateway.example';
const secret = 'A'.repeat(43);

const request = encodeRequest(
  {
    method: 'POST',
    scheme: 'https',
    authority: NAME,
    path: '/v1/chat/completions',
    fields: [
      ['content-type', 'application/json'],
      ['accept', 'text/event-stream'],
      ['sotto-openings', [secret, secret, secret].join('.')],
      ['sotto-padding', 'default'],
      ['date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ],
    content: utf8('{"model":"m","messages":[{"role":"user","content":"why?"}],"stream":true}'),
    trailers: [],
  },
  { paddingLength: 40 },
);

const chunk =
  '{"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}';
const lossy = new TextDecoder();

export const targets: readonly FuzzTarget[] = [
  {
    name: 'transcript',
    seeds: vectors.accept.map((vector) => fromHex(vector.transcriptHex)),
    run: parseTranscript,
  },
  {
    name: 'statement',
    seeds: vectors.accept.map((vector) => utf8(vector.statement)),
    run: (bytes) => {
      // Whatever is read has one spelling, and it is the one that came.
      if (!equal(encodeStatement(parseStatement(bytes)), bytes)) throw new Error('two spellings');
    },
  },
  {
    name: 'inner-request',
    seeds: [request],
    run: (bytes) => {
      paddingOf(bytes);
      const { requestBytes } = readInnerRequest(bytes, NAME);
      const isPadding = bytes.subarray(requestBytes.length).every((byte) => byte === 0);
      const isStart = equal(bytes.subarray(0, requestBytes.length), requestBytes);
      if (!isStart || !isPadding) throw new Error('the receipt would commit to other bytes');
    },
  },
  {
    name: 'event-stream',
    seeds: [utf8(`: x\r\ndata: ${chunk}\r\n\r\ndata: [DONE]\n\n`)],
    run: (bytes) => {
      const refusal = () => new ModelError('model-answer-invalid');
      return new EventReader(65_536, refusal).push(bytes).map(readChunk);
    },
  },
  { name: 'chat-chunk', seeds: [utf8(chunk)], run: (bytes) => readChunk(lossy.decode(bytes)) },
  {
    name: 'extractive-answer',
    seeds: [utf8('The tower is red. Boats pass it.\nNobody knows who built the tower. Why?')],
    run: (bytes) => {
      const quote = lossy.decode(bytes);
      const parts = { quote, title: '', address: '', page: '' };
      extractiveAnswer({ ...parts, question: quote.slice(0, 40) });
      extractiveAnswer({ ...parts, question: 'Explain the quote.' });
    },
  },
];
