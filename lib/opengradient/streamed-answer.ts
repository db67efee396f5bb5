/**
 * The streamed answer (section 5.9): text as it comes, provisional until the signed frame has been checked. The deltas
 * are joined exactly as the gateway joined them, whatever comes after the signed frame included, so that nothing can be
 * shown that is not also hashed. Must never call an answer finished without its signed frame.
 */
import { EventReader } from '../sse/index.ts';
import { finishReasonOf, firstChoice, readCost, readSignedFields } from './answer-fields.ts';
import type { SignedAnswer } from './answer-fields.ts';
import { OpengradientError } from './errors.ts';
import { isObject, isTruthy, readJson, type Json, type JsonObject } from './json-tree.ts';
import { writePythonJson } from './python-json.ts';
import { ToolCalls } from './tool-calls.ts';

/** Far above any event of a gateway. */
const MAX_EVENT_LENGTH = 1_048_576;

export class StreamedAnswer {
  readonly #events = new EventReader(
    MAX_EVENT_LENGTH,
    (fault) => new OpengradientError('answer-malformed', fault),
  );
  readonly #calls = new ToolCalls();
  #text = '';
  #signed: JsonObject | undefined;
  #finishReason = '';
  #isDone = false;
  #isRefused = false;

  /** Takes opened plaintext in arrival order and returns the text it adds to what is shown. */
  push(text: string): string {
    const before = this.#text.length;
    for (const data of this.#events.push(text)) this.#event(data);
    return this.#text.slice(before);
  }

  /** Everything shown so far. */
  get text(): string {
    return this.#text;
  }

  /** True once `[DONE]` has come; a signed answer without it is whole all the same. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The answer to verify, after the last plaintext. Throws 'answer-unsigned', or a code of the signed frame. */
  finish(): SignedAnswer {
    if (this.#isRefused) throw new OpengradientError('answer-refused-by-gateway', 'mid-stream');
    if (this.#signed === undefined) throw new OpengradientError('answer-unsigned');
    const isCalls = this.#finishReason === 'tool_calls';
    return {
      kind: isCalls ? 'tool-calls' : 'text',
      output: isCalls ? writePythonJson(this.#calls.list()) : this.#text,
      finishReason: this.#finishReason,
      fields: readSignedFields(this.#signed),
      cost: readCost(this.#signed),
    };
  }

  #event(data: string): void {
    if (this.#isDone) return;
    if (data === '[DONE]') {
      this.#isDone = true;
      return;
    }
    const frame = frameOf(data);
    if (frame === undefined) return;
    if (isTruthy(frame.get('error'))) this.#isRefused = true;
    if (typeof frame.get('tee_signature') === 'string') this.#signed = frame;
    const choice = firstChoice(frame);
    const reason = finishReasonOf(choice);
    if (reason !== '') this.#finishReason = reason;
    const delta = choice?.get('delta');
    if (!isObject(delta)) return;
    const content = delta.get('content');
    if (typeof content === 'string') this.#text += content;
    this.#calls.add(delta.get('tool_calls'));
  }
}

/** Older gateways send frames of other kinds in between; the output hash says whether one of them mattered. */
function frameOf(data: string): JsonObject | undefined {
  let tree: Json;
  try {
    tree = readJson(data);
  } catch {
    return undefined;
  }
  return isObject(tree) ? tree : undefined;
}
