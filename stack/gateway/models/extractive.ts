/**
 * The built-in model: works at once, offline, and is no language model, which the statement, the answer's metadata
 * and its own first sentence all say.
 */
import { readPrompt, type ReadPrompt } from '../../../lib/prompts/index.ts';
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
    const prompts = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    const prompt = prompts.join('\n');
    const answer = extractiveAnswer(lastOf(prompts));
    for (const text of answer.match(PIECE) ?? []) {
      signal.throwIfAborted();
      yield { kind: 'text', text };
    }
    const [inputTokens, outputTokens] = [wordsOf(prompt).length, wordsOf(answer).length];
    yield { kind: 'usage', inputTokens, outputTokens };
    yield { kind: 'finish', reason: 'stop' };
  },
};

/** The last question; in a conversation the quote stands in an earlier one. */
function lastOf(prompts: readonly string[]): ReadPrompt {
  const read = prompts.map(readPrompt);
  const last = read.at(-1) ?? readPrompt('');
  const about = read.findLast(({ quote }) => quote !== '');
  return { ...last, quote: about?.quote ?? '' };
}
