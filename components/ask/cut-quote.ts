/** A quote that is too long to be sealed, cut to what has most to do with the question. Loaded when it is asked for. */
import type { Draft } from '../../lib/ask/index.ts';
import { bytesOf, excerpt, passagesOf } from '../../lib/excerpt/index.ts';
import { roomFor } from './room.ts';

/** Each cut takes something off, should what fits by reckoning not fit in truth. */
const LESS = 0.9;

export function cutQuote(draft: Draft, contextTokens: number | undefined): string {
  const { quote, question } = draft;
  const room = Math.min(roomFor('quote', draft, contextTokens), bytesOf(quote)) * LESS;
  return excerpt(passagesOf(quote.split(/\n+/)), { question, quote: '' }, room).text;
}
