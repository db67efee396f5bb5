/**
 * Takes a composed user message apart again. The built-in answerer of the stack uses it, and the tests use it to
 * show that page text cannot leave its delimiters. Must never read a marker inside a delimited block as a marker.
 */
import type { Delimited } from './template.ts';

export interface ReadPrompt {
  readonly quote: string;
  readonly title: string;
  readonly address: string;
  readonly page: string;
  readonly question: string;
}

const BLOCK = /⟦(quote|title|address|page)⟧\n([^⟦⟧]*)\n⟦\/\1⟧(?:\n\n)?/g;

export function readPrompt(userMessage: string): ReadPrompt {
  const found: Record<Delimited, string> = { quote: '', title: '', address: '', page: '' };
  const question = userMessage.replace(BLOCK, (_, kind: Delimited, foreign: string) => {
    found[kind] = foreign;
    return '';
  });
  return { ...found, question: question.trim() };
}
