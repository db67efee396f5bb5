/**
 * Everything in a text that is to be hidden: all finders, and who goes first where two see the same place. Linear in
 * the text: every finder reads each place a bounded number of times (test/redaction/linear.test.ts counts them).
 */
import { findEastern } from './address/eastern.ts';
import { tokensOf } from './address/tokens.ts';
import { findWestern } from './address/western.ts';
import { findEmails } from './email.ts';
import type { Finding, Kind } from './finding.ts';
import { findIbans } from './iban.ts';
import { findLetterIds } from './ids/letter-ids.ts';
import { findKeys } from './keys.ts';
import { findNumbers } from './number-finder.ts';
import { findOwnWords } from './own-words.ts';
import { Source } from './source.ts';

export interface Rules {
  readonly kinds: readonly Kind[];
  /** The person's own list. */
  readonly words: readonly string[];
}

/** Who is believed where two finders see the same place: the surer and the longer first. */
const RANKS: readonly Kind[] = ['word', 'key', 'email', 'iban', 'address', 'card', 'id', 'phone'];

/** What is to be hidden, in the order of the text, none over another. */
export function findAll(text: string, rules: Rules, source = new Source(text)): Finding[] {
  const kinds = new Set(rules.kinds);
  const all = [
    ...(rules.words.length > 0 ? findOwnWords(source, rules.words) : []),
    ...(kinds.has('key') ? findKeys(source) : []),
    ...(kinds.has('email') ? findEmails(source) : []),
    ...(kinds.has('iban') ? findIbans(source) : []),
    ...(kinds.has('address') ? [...findWestern(tokensOf(source)), ...findEastern(source)] : []),
    ...(kinds.has('id') ? findLetterIds(source) : []),
    ...findNumbers(source, kinds),
  ];
  return withoutOverlaps(all);
}

/**
 * What stands wholly inside of another gives way to it: a word of the own list must not let the rest of a mail address
 * leave. Of two that cross each other, the surer one is whole, and the other one goes on as far as it is free.
 */
export function withoutOverlaps(all: readonly Finding[]): Finding[] {
  const rank = ({ kind }: Finding): number => RANKS.indexOf(kind);
  const outerFirst = (a: Finding, b: Finding): number =>
    a.start - b.start || b.end - a.end || rank(a) - rank(b);
  const kept: Finding[] = [];
  for (const { kind, start, end } of all.toSorted(outerFirst)) {
    let next: Finding = { kind, start, end };
    if (end <= (kept.at(-1)?.end ?? 0)) continue;
    for (let last = kept.at(-1); last && last.end > next.start; last = kept.at(-1)) {
      if (rank(last) <= rank(next)) next = { kind, start: last.end, end };
      else {
        kept.pop();
        if (last.start < start) kept.push({ ...last, end: start });
      }
    }
    kept.push(next);
  }
  return kept;
}
