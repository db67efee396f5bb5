/**
 * One event of a streamed completion (OpenAI form), as far as it matters here. The form is open: fields that are not
 * known are stepped over, fields that are known must be right. Must never take a word that is not a text.
 */
import { flag, isPlainObject, record, text } from '../../shape/index.ts';
import { NetworkError } from '../errors.ts';

/** What the gateway says of who answers; to be held against the attested statement. */
export interface AnswerSource {
  readonly model: string;
  readonly upstream: string;
  readonly isLanguageModel: boolean;
}

export interface CompletionEvent {
  readonly text: string;
  readonly source?: AnswerSource;
  /** The gateway gave up in mid-answer; what it had delivered is still signed. */
  readonly failure?: NetworkError;
}

const sourceShape = record({ model: text(300), upstream: text(300), isLanguageModel: flag });

/** Throws NetworkError 'answer-invalid'. */
export function readCompletionEvent(data: string): CompletionEvent {
  if (data.trim() === '[DONE]') return { text: '' };
  const event = parseJson(data);
  if (!isPlainObject(event)) throw new NetworkError('answer-invalid', 'event');
  if (event['error'] !== undefined) {
    return { text: '', failure: innerError(event['error'], 500) };
  }
  const source = event['sotto'];
  const completion = { text: textOf(event['choices']) };
  return source === undefined ? completion : { ...completion, source: sourceOf(source) };
}

function textOf(choices: unknown): string {
  if (choices === undefined) return '';
  if (!Array.isArray(choices)) throw new NetworkError('answer-invalid', 'choices');
  const first: unknown = choices[0];
  if (first === undefined) return '';
  if (!isPlainObject(first)) throw new NetworkError('answer-invalid', 'choice');
  const { delta } = first;
  if (!isPlainObject(delta)) return '';
  const { content } = delta;
  if (content === undefined || content === null) return '';
  if (typeof content !== 'string') throw new NetworkError('answer-invalid', 'content');
  return content;
}

function sourceOf(value: unknown): AnswerSource {
  try {
    return sourceShape(value);
  } catch (cause) {
    throw new NetworkError('answer-invalid', 'source', { cause });
  }
}

/** The error that the enclave reported inside the seal, from its JSON. Its own message is not shown: it is no code. */
export function innerError(error: unknown, status: number): NetworkError {
  const code = isPlainObject(error) && typeof error['code'] === 'string' ? error['code'] : '';
  const detail = `inner status ${status} ${code.slice(0, 60)}`;
  if (isCreditsCode(code)) return new NetworkError(code, detail);
  if (status === 413) return new NetworkError('question-too-large', detail);
  if (status === 429) return new NetworkError('model-busy', detail);
  return new NetworkError(status >= 500 ? 'model-failed' : 'enclave-refused', detail);
}

const CREDITS_CODES = [
  ...(['credits-missing', 'credits-invalid', 'credits-spent', 'credits-under-way'] as const),
  ...(['credits-refunded', 'credits-unavailable'] as const),
];

function isCreditsCode(code: string): code is (typeof CREDITS_CODES)[number] {
  return CREDITS_CODES.some((known) => known === code);
}

export function parseJson(textOfJson: string): unknown {
  try {
    return JSON.parse(textOfJson);
  } catch (cause) {
    throw new NetworkError('answer-invalid', 'not JSON', { cause });
  }
}
