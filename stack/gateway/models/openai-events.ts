/**
 * Names the parts of one chat completion chunk (OpenAI form). Unknown fields are let pass, because every server adds
 * its own; the few that are used must have the right type.
 */
import { ModelError, type FinishReason, type ModelEvent } from './model.ts';

const MOST_TOKENS = 1_000_000_000;
const FINISH_REASONS: readonly FinishReason[] = ['stop', 'length', 'content_filter'];

/** What one event says, in the order it should be told: text, then usage, then the end. */
export function readChunk(data: string): ModelEvent[] {
  const chunk = asObject(parse(data), 'chunk');
  if (chunk['error'] !== undefined) throw new ModelError('model-refused', 'error event');
  const events: ModelEvent[] = [];
  const choice = firstChoice(chunk['choices']);
  if (choice !== undefined) {
    const text = textOf(choice);
    if (text !== '') events.push({ kind: 'text', text });
  }
  const usage = usageOf(chunk['usage']);
  if (usage !== undefined) events.push(usage);
  const reason = choice?.['finish_reason'];
  if (reason !== undefined && reason !== null) {
    const known = FINISH_REASONS.find((name) => name === reason);
    events.push({ kind: 'finish', reason: known ?? 'other' });
  }
  return events;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new ModelError('model-answer-invalid', 'not JSON', { cause });
  }
}

/** The last chunk of a stream with usage has no choices; several choices were never asked for. */
function firstChoice(choices: unknown): Readonly<Record<string, unknown>> | undefined {
  if (choices === undefined) return undefined;
  if (!Array.isArray(choices) || choices.length > 1) throw invalid('choices');
  return choices.length === 0 ? undefined : asObject(choices[0], 'choice');
}

function textOf(choice: Readonly<Record<string, unknown>>): string {
  if (choice['delta'] === undefined || choice['delta'] === null) return '';
  const content = asObject(choice['delta'], 'delta')['content'];
  if (content === undefined || content === null) return '';
  if (typeof content !== 'string') throw invalid('content');
  return content;
}

function usageOf(usage: unknown): ModelEvent | undefined {
  if (usage === undefined || usage === null) return undefined;
  const counts = asObject(usage, 'usage');
  const inputTokens = counts['prompt_tokens'];
  const outputTokens = counts['completion_tokens'];
  if (!isCount(inputTokens) || !isCount(outputTokens)) throw invalid('usage');
  return { kind: 'usage', inputTokens, outputTokens };
}

/** A count that no answer reaches is no count: it must not reach the price on a receipt. */
function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_TOKENS
  );
}

function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw invalid(what);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(detail: string): ModelError {
  return new ModelError('model-answer-invalid', detail);
}
