/**
 * What stands inside the seal (sections 5.1 and 5.2): one JSON object, routed by its `endpoint` member, freed of the
 * fields that name a person or a request before anything else looks at it.
 */
import { fromUtf8, toBase64, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { RequestRefused } from './canonical.ts';
import { openChat, type Chat, type ChatDesk } from './chat.ts';
import { keccak } from './hashes.ts';
import { answerMessage } from './keys.ts';
import { dumps, isDict, loads, type PyDict } from './python-json.ts';

/** `sealed` is an error that goes back inside the seal, with HTTP status 200 outside. */
export type Inner =
  | { readonly kind: 'chat'; readonly chat: Chat }
  | { readonly kind: 'object'; readonly body: Record<string, unknown> }
  | { readonly kind: 'sealed'; readonly status: number; readonly error: string };

const REMOVED = ['user', 'metadata', 'x-request-id', 'request_id'];

/** Throws RequestRefused for what is answered in the clear. */
export async function answerInner(
  desk: ChatDesk,
  plaintext: Bytes,
  signal: AbortSignal,
): Promise<Inner> {
  const request = parsed(plaintext);
  for (const name of REMOVED) request.delete(name);
  const endpoint = request.get('endpoint');
  request.delete('endpoint');
  if (desk.lies.answer === 'sealed-error') {
    return { kind: 'sealed', status: 500, error: 'internal error' };
  }
  if (endpoint === undefined) {
    return { kind: 'chat', chat: await openChat(desk, request, signal) };
  }
  if (endpoint === 'web_search') return { kind: 'object', body: searched(desk, request) };
  return { kind: 'sealed', status: 400, error: 'unknown endpoint' };
}

function parsed(plaintext: Bytes): PyDict {
  const value = loads(textOf(plaintext));
  if (value === undefined) throw new RequestRefused(400, 'inner payload is not valid JSON');
  if (!isDict(value)) throw new RequestRefused(400, 'inner payload must be a JSON object');
  return value;
}

/** Bytes that are no UTF-8 are no JSON either. */
function textOf(plaintext: Bytes): string {
  try {
    return fromUtf8(plaintext);
  } catch {
    return '';
  }
}

/** There is no search engine here: the form of an answer, signed as one, with nothing found. */
function searched(desk: ChatDesk, request: PyDict): Record<string, unknown> {
  const query = request.get('query');
  if (typeof query !== 'string' || query === '') throw new RequestRefused(400, 'query is required');
  const content = 'The emulated network searches nothing.';
  const [requestHash, outputHash] = [keccak(utf8(dumps(request))), keccak(utf8(content))];
  const timestamp = Math.floor(desk.now() / 1000) + desk.lies.timestampOffsetSeconds;
  return {
    object: 'web_search.result',
    ...{ query, content, citations: [] },
    tee_signature: toBase64(desk.keys.sign(answerMessage(requestHash, outputHash, timestamp))),
    tee_request_hash: toHex(requestHash),
    tee_output_hash: toHex(outputHash),
    tee_timestamp: timestamp,
    tee_id: desk.keys.teeId,
    opengradient: {
      cost_opg: '12155591572123177',
      cost_usd: '0.015',
      opg_price_usd: desk.opgPriceUsd,
    },
  };
}
