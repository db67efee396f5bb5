/**
 * What the gateway knows of a model: what the statement says about it, and a stream of its answer.
 * Must never know of keys, seals or relays.
 */
import type { StatementModel } from '../../../lib/binding/index.ts';
import { CodedError } from '../../../lib/errors/index.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  /** Which of the stated servers answers; comes first, where there are several. */
  | { readonly kind: 'upstream'; readonly upstream: string }
  | { readonly kind: 'usage'; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly kind: 'finish'; readonly reason: FinishReason };

/** The words of the OpenAI form, and 'other' for any that came later. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'other';

export interface Model extends StatementModel {
  /** Streams the answer; aborting the signal stops the model. Throws ModelError. */
  answer(messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<ModelEvent>;
}

export type ModelErrorCode =
  | 'model-unreachable'
  | 'model-refused'
  | 'model-answer-invalid'
  | 'model-cut'
  | 'model-timed-out'
  /** Every server for this model gives as many answers as it may. */
  | 'model-busy'
  | 'upstream-not-stated';

interface ModelErrorOptions extends ErrorOptions {
  readonly isAboutQuestion?: boolean;
}

export class ModelError extends CodedError<ModelErrorCode> {
  /** The server is well and does not want this question: too long for it, or not allowed there. */
  readonly isAboutQuestion: boolean;

  constructor(code: ModelErrorCode, detail?: string, options: ModelErrorOptions = {}) {
    super(code, detail, options);
    this.isAboutQuestion = options.isAboutQuestion === true;
  }
}
