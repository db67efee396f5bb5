/**
 * What an imported proof's plaintext says, for the list and the search. The receipt commits to these bytes, not to any
 * reading of them: what cannot be read is left empty and shown so. Must never guess.
 */
import { decodeRequest } from '../ohttp/index.ts';
import type { AskText } from '../proofs/index.ts';
import type { AnyProofFile } from '../proofs/file/index.ts';
import { isPlainObject } from '../shape/index.ts';

const NOTHING: AskText = { question: '', quote: '', title: '', url: '', answer: '' };

export function textOf({ plaintext }: AnyProofFile): AskText {
  if (plaintext === null) return NOTHING;
  return { ...NOTHING, question: questionIn(plaintext.request), answer: plaintext.answer };
}

/** The last thing that the person said in a chat request: binary HTTP, or its bare JSON. */
function questionIn(request: Parameters<typeof decodeRequest>[0] | string): string {
  try {
    const json =
      typeof request === 'string'
        ? request
        : new TextDecoder().decode(decodeRequest(request).content);
    const body: unknown = JSON.parse(json);
    const messages: unknown[] =
      isPlainObject(body) && Array.isArray(body['messages']) ? body['messages'] : [];
    const said = messages.filter(isPlainObject).findLast(({ role }) => role === 'user');
    return typeof said?.['content'] === 'string' ? said['content'] : '';
  } catch {
    return '';
  }
}
