/** Every parser of lib/ohttp, for the fuzz driver: each must return or throw one of our own errors. */
import { concat, fromHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  createGatewayKey,
  decodeRequest,
  decodeResponse,
  decodeVarint,
  encodeKeyConfigs,
  encodeRequest,
  encodeResponse,
  MEDIA,
  mediaTypeIs,
  openRequest,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  RequestParser,
  ResponseParser,
} from '../../lib/ohttp/index.ts';
import type { FuzzTarget } from './target.ts';

const random = (length: number): Bytes => new Uint8Array(length).fill(9);
const key = createGatewayKey(7);
const chosen = key.then(({ config }) => ({ config, suite: PRODUCT_SUITE }));

const message = {
  fields: [['content-type', 'text/plain']] as const,
  content: utf8('content'),
  trailers: [['sotto-receipt', 'x']] as const,
};
const request = { method: 'POST', scheme: 'https', authority: 'a.example', path: '/', ...message };
const response = { informational: [{ status: 103, fields: [] }], status: 200, ...message };
const framings = [{}, { framing: 'indeterminate', paddingLength: 5 }] as const;

/** Reads of changing sizes, so that every rule is stopped in the middle at some time. */
function inPieces(parser: RequestParser | ResponseParser, bytes: Bytes): void {
  for (let at = 0, step = 1; at < bytes.length; at += step, step = (step % 7) + 1) {
    parser.push(bytes.subarray(at, at + step));
  }
  parser.end();
}

async function openResponse(bytes: Bytes): Promise<void> {
  const context = await (await prepareSeal(await chosen, 'single')).seal(random(1));
  const opener = context.openChunks();
  for (let at = 0; at < bytes.length; at += 11) await opener.push(bytes.subarray(at, at + 11));
  await opener.end();
}

export const targets: readonly FuzzTarget[] = [
  { name: 'ohttp-varint', seeds: [fromHex('c2197c5eff14e88c')], run: decodeVarint },
  {
    name: 'ohttp-key-configs',
    seeds: [
      fromHex(`002d010020${'31'.repeat(32)}00080001000100010003`),
      concat(fromHex('00050177770001'), fromHex(`0029010020${'31'.repeat(32)}000400010003`)),
    ],
    run: (bytes) => encodeKeyConfigs(parseKeyConfigs(bytes)),
  },
  {
    name: 'ohttp-bhttp-request',
    seeds: framings.map((options) => encodeRequest(request, options)),
    run: decodeRequest,
  },
  {
    name: 'ohttp-bhttp-response',
    seeds: framings.map((options) => encodeResponse(response, options)),
    run: decodeResponse,
  },
  {
    name: 'ohttp-bhttp-request-stream',
    seeds: framings.map((options) => encodeRequest(request, options)),
    run: (bytes) => {
      inPieces(new RequestParser(), bytes);
    },
  },
  {
    name: 'ohttp-bhttp-response-stream',
    seeds: framings.map((options) => encodeResponse(response, options)),
    run: (bytes) => {
      inPieces(new ResponseParser(), bytes);
    },
  },
  {
    name: 'ohttp-request',
    seeds: [concat(fromHex('07002000010003'), new Uint8Array(32).fill(9), random(40))],
    run: async (bytes) => openRequest([await key], MEDIA.request, bytes, { random }),
  },
  {
    name: 'ohttp-chunked-request',
    seeds: [
      concat(fromHex('07002000010003'), new Uint8Array(32).fill(9), fromHex('13'), random(60)),
    ],
    run: async (bytes) => openRequest([await key], MEDIA.chunkedRequest, bytes, { random }),
  },
  {
    name: 'ohttp-chunked-response',
    seeds: [concat(random(32), fromHex('11'), random(17), fromHex('00'), random(16))],
    run: openResponse,
  },
  {
    name: 'ohttp-media-type',
    seeds: [utf8('message/ohttp-req; a=b')],
    run: (bytes) => mediaTypeIs(new TextDecoder().decode(bytes), MEDIA.request),
  },
];
