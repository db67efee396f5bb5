/**
 * What an imported proof's plaintext says, for the list and the search. The receipt commits to these bytes, not to any
 * reading of them: what cannot be read is left empty and shown so. Must never guess.
 */
import { decodeRequest } from '../ohttp/index.ts';
import type { AskText } from '../proofs/index.ts';
import type { ProofFile } from '../proofs/file/index.ts';
import { isPlainObject } from '../shape/index.ts';

const NOTHING: AskText = { question: '', quote: '', title: '', url: '', answer: '' };

export function textOf({ plaintext }: ProofFile): AskText {
  if (plaintext === null) return NOTHING;
  return { ...NOTHING, question: questionIn(plaintext.request), answer: plaintext.answer };
}

/** The last thing that the person said in a chat request. */
function questionIn(request: Parameters<typeof decodeRequest>[0]): string {
  try {
    const { content } = decodeRequest(request);
    const body: unknown = JSON.parse(new TextDecoder().decode(content));
    const messages: unknown[] =
      isPlainObject(body) && Array.isArray(body['messages']) ? body['messages'] : [];
    const said = messages.filter(isPlainObject).findLast(({ role }) => role === 'user');
    return typeof said?.['content'] === 'string' ? said['content'] : '';
  } catch {
    return '';
  }
}
