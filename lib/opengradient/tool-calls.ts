/**
 * Puts tool calls together from the fragments of a stream (section 5.6): ordered by index, arguments joined.
 * Sotto offers a model no tools, so a call is only ever shown as what it is; but it must verify.
 */
import { OpengradientError } from './errors.ts';
import { isList, isObject, isTruthy, JsonNumber, type Json, type JsonObject } from './json-tree.ts';

interface Call {
  id: string;
  name: string;
  arguments: string;
}

const MAX_CALLS = 256;

export class ToolCalls {
  readonly #calls = new Map<number, Call>();

  add(fragments: Json | undefined): void {
    if (!isList(fragments)) return;
    for (const fragment of fragments) if (isObject(fragment)) this.#add(fragment);
  }

  #add(fragment: JsonObject): void {
    const index = fragment.get('index');
    const at = index instanceof JsonNumber ? Number(index.text) : 0;
    const call = this.#calls.get(at) ?? { id: '', name: '', arguments: '' };
    this.#calls.set(at, call);
    if (this.#calls.size > MAX_CALLS) throw new OpengradientError('answer-malformed', 'tool calls');
    const called = fragment.get('function');
    call.id = textOr(fragment.get('id'), call.id);
    if (!isObject(called)) return;
    call.name = textOr(called.get('name'), call.name);
    const piece = called.get('arguments');
    if (typeof piece === 'string') call.arguments += piece;
  }

  /** The calls as they are hashed. */
  list(): Json {
    const ordered = [...this.#calls].sort(([a], [b]) => a - b);
    return ordered.map(([, call]) => {
      const called = new Map([
        ['name', call.name],
        ['arguments', call.arguments],
      ]);
      return new Map<string, Json>([
        ['id', call.id],
        ['type', 'function'],
        ['function', called],
      ]);
    });
  }
}

function textOr(value: Json | undefined, fallback: string): string {
  return typeof value === 'string' && isTruthy(value) ? value : fallback;
}
