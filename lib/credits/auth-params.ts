/**
 * Lists of challenges and credentials as HTTP writes them (RFC 9110 section 11): schemes, each with parameters or one
 * token68. Must never guess where a parameter belongs: it belongs to the scheme before it.
 */
import { CreditsError } from './errors.ts';

export interface AuthItem {
  /** Lower case. */
  readonly scheme: string;
  /** By lower-case name. */
  readonly params: ReadonlyMap<string, string>;
}

const MAX_LENGTH = 64 * 1024;
const NAME = /[\w!#$%&'*+.^`|~-]+/y;
const TOKEN68 = /[ \t]+[\w.~+/-]+=*(?=[ \t]*(?:,|$))/y;
// Unquoted values are tokens; the signs that base64 adds to them are let through, as senders forget the quotes.
const VALUE = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~/-]+=*))/y;
const GAP = /[ \t,]*/y;

export function parseAuthList(header: string): AuthItem[] {
  if (header.length > MAX_LENGTH) fail('length');
  const items: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    at += match?.[0].length ?? 0;
    return match;
  };
  for (take(GAP); at < header.length; take(GAP)) {
    const [name] = take(NAME) ?? fail('name');
    const value = take(VALUE);
    if (value === null) {
      take(TOKEN68);
      items.push({ scheme: name.toLowerCase(), params: new Map() });
      continue;
    }
    const params = items.at(-1)?.params ?? fail('parameter without scheme');
    if (params.has(name.toLowerCase())) fail('parameter twice');
    params.set(name.toLowerCase(), value[1]?.replace(/\\(.)/g, '$1') ?? value[2] ?? '');
  }
  return items;
}

function fail(detail: string): never {
  throw new CreditsError('header-invalid', detail);
}
