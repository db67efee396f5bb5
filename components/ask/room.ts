/** How many bytes a question has room for. Pure; the seal's own word on a whole question is what counts in the end. */
import type { Draft } from '../../lib/ask/index.ts';
import { bytesOf } from '../../lib/excerpt/index.ts';

/** The largest question less its system message, fields and seal. */
export const MOST_BYTES = 32_768 - 2_600;
/** Bytes of text that a token of a model's context is reckoned at, so that question and answer have room too. */
const BYTES_PER_TOKEN = 2;

type Part = 'quote' | 'question' | 'title' | 'url' | 'page';

/** What is left for one part beside the others. */
export function roomFor(part: Part, draft: Draft, contextTokens: number | undefined): number {
  const { quote, question, title, url, page } = draft;
  const texts: Record<Part, string> = { quote, question, title, url, page: page?.text ?? '' };
  const others = Object.entries(texts).filter(([name]) => name !== part);
  const taken = others.reduce((sum, [, text]) => sum + bytesOf(text), 0);
  const context = contextTokens ? contextTokens * BYTES_PER_TOKEN : MOST_BYTES;
  return Math.max(0, Math.min(MOST_BYTES, context) - taken);
}
