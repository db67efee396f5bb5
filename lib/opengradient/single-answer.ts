/**
 * The single answer (section 5.8): the plaintext of a `message/ohttp-res` body. Bare chat completion, or the envelope
 * `{status, body}` of sealed errors. Must never take a number out of an answer through a double: tool calls are hashed.
 */
import { OpengradientError } from './errors.ts';
import { finishReasonOf, firstChoice, readCost, readSignedFields } from './answer-fields.ts';
import type { SignedAnswer } from './answer-fields.ts';
import { isList, isObject, JsonNumber, readJson, type Json, type JsonObject } from './json-tree.ts';
import { writePythonJson } from './python-json.ts';

/** Throws one of the 'answer-…' codes. */
export function parseAnswer(text: string): SignedAnswer {
  let tree: Json;
  try {
    tree = readJson(text);
  } catch (cause) {
    throw new OpengradientError('answer-malformed', 'not JSON', { cause });
  }
  const body = opened(tree);
  const choice = firstChoice(body);
  const message = choice?.get('message');
  if (!isObject(message)) throw new OpengradientError('answer-malformed', 'no message');
  const finishReason = finishReasonOf(choice);
  const isCalls = finishReason === 'tool_calls';
  return {
    kind: isCalls ? 'tool-calls' : 'text',
    output: isCalls ? writePythonJson(message.get('tool_calls') ?? null) : textOf(message),
    finishReason,
    fields: readSignedFields(body),
    cost: readCost(body),
  };
}

/** The body inside the envelope, if there is one. */
function opened(tree: Json): JsonObject {
  if (!isObject(tree)) throw new OpengradientError('answer-malformed', 'not an object');
  const status = tree.get('status');
  if (!(status instanceof JsonNumber)) {
    if (typeof tree.get('error') === 'string')
      throw new OpengradientError('answer-refused-by-gateway');
    return tree;
  }
  if (Number(status.text) >= 400) {
    throw new OpengradientError('answer-refused-by-gateway', `status ${status.text.slice(0, 8)}`);
  }
  const body = tree.get('body');
  return isObject(body) ? body : tree;
}

/** A list of parts counts by its texts, joined. */
function textOf(message: JsonObject): string {
  const content = message.get('content') ?? '';
  if (typeof content === 'string') return content;
  if (!isList(content)) throw new OpengradientError('answer-malformed', 'content');
  return content
    .map((part) => {
      const text = isObject(part) ? part.get('text') : part;
      return typeof text === 'string' ? text : '';
    })
    .join('');
}
