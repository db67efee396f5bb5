/**
 * The text that a gateway hashes for a request (protocol notes sections 5.3 and 5.4), computed from the very text that
 * is sealed. Must never be computed from anything else: a later change of the sealed text would go unnoticed.
 */
import { canonicalMessage } from './canonical-message.ts';
import { OpengradientError } from './errors.ts';
import { isList, isObject, isTruthy, JsonNumber, readJson } from './json-tree.ts';
import type { Json } from './json-tree.ts';
import { pythonFloat, writePythonJson } from './python-json.ts';

export interface RequestOptions {
  /** Gateways since September 2026 hash `reasoning_effort`, older ones do not. Which ones are which is not published. */
  readonly hashesReasoningEffort?: boolean;
}

/** @param sealedText The inner request exactly as it is sealed. Throws 'request-not-expressible'. */
export function canonicalRequest(sealedText: string, options: RequestOptions = {}): string {
  const request = readJson(sealedText);
  if (!isObject(request)) return fail('not an object');
  const model = request.get('model');
  const messages = request.get('messages');
  if (typeof model !== 'string' || model === '') return fail('model');
  if (!isList(messages) || messages.length === 0) return fail('messages');
  const hashed = new Map<string, Json>([
    ['model', model],
    ['messages', messages.map(canonicalMessage)],
    ['temperature', temperature(request.get('temperature'))],
  ]);
  const maxTokens = request.get('max_tokens') ?? null;
  if (maxTokens !== null) hashed.set('max_tokens', maxTokens);
  const tools = request.get('tools');
  if (isTruthy(tools) && !isList(tools)) return fail('tools');
  for (const name of ['stop', 'tools', 'response_format']) {
    const value = request.get(name);
    if (isTruthy(value)) hashed.set(name, value);
  }
  if (isTruthy(request.get('web_search'))) hashed.set('web_search', true);
  const effort = request.get('reasoning_effort');
  if (options.hashesReasoningEffort === true && isTruthy(effort)) {
    hashed.set('reasoning_effort', effort);
  }
  return writePythonJson(hashed);
}

/** Always a float, 0.0 when absent; a text or a truth value, which Python would convert, is refused. */
function temperature(value: Json | undefined): JsonNumber {
  if (value === undefined || value === null) return new JsonNumber('0.0');
  if (!(value instanceof JsonNumber)) return fail('temperature');
  // An int has no negative zero, a float has.
  const isNegativeZero = value.text === '-0';
  return new JsonNumber(pythonFloat(isNegativeZero ? 0 : Number(value.text)));
}

function fail(detail: string): never {
  throw new OpengradientError('request-not-expressible', detail);
}
