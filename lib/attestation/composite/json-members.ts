/**
 * Cuts the members of a JSON object out of its text, untouched. A hash over "the exact text of this value" can not be
 * checked on a value that was parsed and written again. Must never be given text that is not valid JSON.
 */
import { refuse } from '../errors.ts';

/** The text of each top-level value by its key. Two values under one key are refused. */
export function jsonMembers(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let at = skipSpace(text, 0) + 1; // past the opening brace
  for (;;) {
    at = skipSpace(text, at);
    if (text[at] !== '"') return members;
    const keyEnd = skipString(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const from = skipSpace(text, skipSpace(text, keyEnd) + 1); // past the colon
    at = skipValue(text, from);
    if (typeof key !== 'string' || members.has(key)) refuse('evidence-malformed', 'key twice');
    members.set(key, text.slice(from, at).trimEnd());
    at = skipSpace(text, at) + 1; // past the comma or the closing brace
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** To the first comma or closing bracket that belongs to the object around the value. */
function skipValue(text: string, from: number): number {
  let at = from;
  for (let depth = 0; at < text.length;) {
    const character = text[at] ?? '';
    if (character === '"') {
      at = skipString(text, at);
      continue;
    }
    if (depth === 0 && (character === ',' || character === '}')) break;
    if (character === '{' || character === '[') depth++;
    if (character === '}' || character === ']') depth--;
    at++;
  }
  return at;
}
