/**
 * The built-in model: works at once, offline, and is no language model, which the statement, the answer's metadata
 * and its own first sentence all say.
 */
import { readPrompt } from '../../../lib/prompts/index.ts';
import { extractiveAnswer } from './extractive-answer.ts';
import type { Model } from './model.ts';
import { wordsOf } from './sentences.ts';

/** As many characters as a few tokens, so that the answer arrives as a stream like any other. */
const PIECE = /[\s\S]{1,24}(?=\s|$)|[\s\S]{1,24}/g;

export const EXTRACTIVE_MODEL: Model = {
  id: 'extractive',
  upstream: 'built-in',
  place: 'in-enclave',
  isLanguageModel: false,
  contextTokens: 16_384,
  price: { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' },
  async *answer(messages, signal) {
    const prompt = messages.findLast((message) => message.role === 'user')?.content ?? '';
    const answer = extractiveAnswer(readPrompt(prompt));
    for (const text of answer.match(PIECE) ?? []) {
      signal.throwIfAborted();
      yield { kind: 'text', text };
    }
    const [inputTokens, outputTokens] = [wordsOf(prompt).length, wordsOf(answer).length];
    yield { kind: 'usage', inputTokens, outputTokens };
    yield { kind: 'finish', reason: 'stop' };
  },
};
