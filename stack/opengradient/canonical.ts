/**
 * The canonical request that a gateway hashes (section 5.3), built as its Python builds it. Where that Python would
 * raise, this throws RequestRefused, which ends in a plain error at the relay.
 */
import { isDict, isNumber, truth, type Py, type PyDict } from './python-json.ts';
import { dumps, floatRepr } from './python-json.ts';

/** What the inner application answers instead of a completion. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function canonicalText(request: PyDict, hashesReasoningEffort: boolean): string {
  const model = request.get('model');
  const messages = request.get('messages');
  if (typeof model !== 'string') throw new RequestRefused(400, 'model is required');
  if (!Array.isArray(messages)) throw new RequestRefused(400, 'messages is required');
  const hashed: PyDict = new Map<string, Py>([
    ['model', model],
    ['messages', messages.map(canonicalMessage)],
    ['temperature', temperature(request.get('temperature') ?? null)],
  ]);
  const maxTokens = request.get('max_tokens') ?? null;
  if (maxTokens !== null) hashed.set('max_tokens', maxTokens);
  const names = ['stop', 'tools', 'response_format', 'web_search'];
  for (const name of hashesReasoningEffort ? [...names, 'reasoning_effort'] : names) {
    const value = request.get(name) ?? null;
    if (truth(value)) hashed.set(name, name === 'web_search' ? true : value);
  }
  return dumps(hashed);
}

/** `float(temperature or 0.0)`. */
function temperature(value: Py): Py {
  if (value === null) return { digits: '0.0' };
  if (!isNumber(value)) throw new RequestRefused(400, 'temperature must be a number');
  const number = Number(value.digits);
  const isNegativeZero = Object.is(number, -0) && /^-0$/.test(value.digits);
  return { digits: floatRepr(isNegativeZero ? 0 : number) };
}

function canonicalMessage(message: Py): Py {
  if (!isDict(message)) throw new RequestRefused(400, 'message must be an object');
  const get = (name: string): Py => message.get(name) ?? null;
  const dict = (...names: readonly string[]): PyDict =>
    new Map<string, Py>(names.map((name) => [name, get(name)]));
  switch (get('role')) {
    case 'system':
      return dict('role', 'content');
    case 'user':
      return dict('role', 'content').set('content', userContent(get('content')));
    case 'assistant': {
      const hashed = dict('role').set('content', truth(get('content')) ? get('content') : '');
      const calls = get('tool_calls');
      if (truth(calls) && Array.isArray(calls)) hashed.set('tool_calls', calls.map(toolCall));
      return hashed;
    }
    case 'tool':
      return dict('role', 'content', 'tool_call_id');
    case 'function':
      return dict('role', 'content', 'name');
    default:
      // `developer` among them: the stored gateway raises on it.
      throw new RequestRefused(400, 'unsupported message role');
  }
}

function userContent(content: Py): Py {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw new RequestRefused(400, 'unsupported content');
  return content.map((part) => {
    if (!isDict(part))
      return new Map<string, Py>([
        ['type', 'text'],
        ['text', part],
      ]);
    const type = part.get('type') ?? null;
    if (type === 'text') {
      const text = part.get('text') ?? '';
      return new Map<string, Py>([
        ['type', type],
        ['text', truth(text) ? text : ''],
      ]);
    }
    const file = part.get('file');
    const own = part.get('filename') ?? null;
    const inner = isDict(file) ? (file.get('filename') ?? null) : null;
    const filename = truth(inner) ? inner : own;
    const hashed: PyDict = new Map([['type', type]]);
    return truth(filename) ? hashed.set('filename', filename) : hashed;
  });
}

/** `dict.get(name, fallback)`: what is there counts, null too. */
function getOr(dict: PyDict, name: string, fallback: string): Py {
  const value = dict.get(name);
  return value === undefined ? fallback : value;
}

/** A call with its four hashed members; also how calls of an answer are hashed. */
function toolCall(call: Py): Py {
  const dict = isDict(call) ? call : new Map<string, Py>();
  const called = dict.get('function');
  const inner = isDict(called) ? called : new Map<string, Py>();
  return new Map<string, Py>([
    ['id', getOr(dict, 'id', '')],
    ['type', getOr(dict, 'type', 'function')],
    [
      'function',
      new Map<string, Py>([
        ['name', getOr(inner, 'name', '')],
        ['arguments', getOr(inner, 'arguments', '')],
      ]),
    ],
  ]);
}
