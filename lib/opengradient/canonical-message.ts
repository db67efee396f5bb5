/**
 * What of one message enters the hash (protocol notes section 5.3). A message that Python would turn into text by
 * `str()` is refused rather than imitated: nothing of ours sends one.
 * Must never commit to more than the gateway does: attachments, names and cache hints are not hashed.
 */
import { OpengradientError } from './errors.ts';
import { isList, isObject, isTruthy, type Json, type JsonObject } from './json-tree.ts';

type Members = readonly (readonly [name: string, value: Json | undefined])[];

/** An object of these members; what Python's `dict.get` does not find is null. */
function object(...members: Members): JsonObject {
  return new Map(members.map(([name, value]) => [name, value ?? null] as const));
}

/** `dict.get(name, fallback)`: the fallback stands in for an absent member, never for null. */
function memberOr(holder: JsonObject, name: string, fallback: Json): Json {
  return holder.has(name) ? (holder.get(name) ?? null) : fallback;
}

export function canonicalMessage(message: Json): JsonObject {
  if (!isObject(message)) return fail('message');
  const role = message.get('role');
  const content = message.get('content');
  switch (role) {
    case 'developer': // the gateway knows no such role; it is sent and hashed as the next
    case 'system':
      return object(['role', 'system'], ['content', content]);
    case 'user':
      return object(['role', role], ['content', userContent(content)]);
    case 'assistant':
      return assistantMessage(message);
    case 'tool':
      return object(
        ['role', role],
        ['content', content],
        ['tool_call_id', message.get('tool_call_id')],
      );
    case 'function':
      return object(['role', role], ['content', content], ['name', message.get('name')]);
    default:
      return fail('role');
  }
}

function userContent(content: Json | undefined): Json {
  if (typeof content === 'string') return content;
  return isList(content) ? content.map(contentPart) : fail('content');
}

function contentPart(part: Json): Json {
  if (typeof part === 'string') return object(['type', 'text'], ['text', part]);
  if (!isObject(part)) return fail('content part');
  const type = part.get('type');
  if (type === 'text') {
    const text = part.get('text');
    return object(['type', 'text'], ['text', isTruthy(text) ? text : '']);
  }
  const file = part.get('file');
  const inner = isObject(file) ? file.get('filename') : null;
  const filename = isTruthy(inner) ? inner : part.get('filename');
  return isTruthy(filename)
    ? object(['type', type], ['filename', filename])
    : object(['type', type]);
}

function assistantMessage(message: JsonObject): JsonObject {
  const content = message.get('content');
  const calls = message.get('tool_calls');
  const members: Members = [
    ['role', 'assistant'],
    ['content', isTruthy(content) ? content : ''],
  ];
  if (!isTruthy(calls)) return object(...members);
  if (!isList(calls)) return fail('tool calls');
  return object(...members, ['tool_calls', calls.map(canonicalToolCall)]);
}

/** One call as it is hashed: in a request, and in an answer put together from fragments. */
function canonicalToolCall(call: Json): Json {
  const called = isObject(call) ? memberOr(call, 'function', new Map()) : null;
  if (!isObject(call) || !isObject(called)) return fail('tool call');
  return object(
    ['id', memberOr(call, 'id', '')],
    ['type', memberOr(call, 'type', 'function')],
    [
      'function',
      object(
        ['name', memberOr(called, 'name', '')],
        ['arguments', memberOr(called, 'arguments', '')],
      ),
    ],
  );
}

function fail(detail: string): never {
  throw new OpengradientError('request-not-expressible', detail);
}
