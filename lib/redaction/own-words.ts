/** The person's own list: names and words that are not to leave, whatever they are. Case does not count. */
import { isEastAsian, isWordUnit } from './characters.ts';
import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

export function findOwnWords(source: Source, words: readonly string[]): Finding[] {
  const folded = fold(source.text);
  source.count(source.length * Math.max(1, words.length));
  return words.flatMap((word) => placesOf(source, folded, fold(word.trim())));
}

/** Small letters, place for place: a letter whose small form is longer stays as it is. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return [...text]
    .map((one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one))
    .join('');
}

function placesOf(source: Source, folded: string, word: string): Finding[] {
  const found: Finding[] = [];
  if (word.length < 2) return found;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
    const end = at + word.length;
    if (isEdge(source, at - 1, at) && isEdge(source, end - 1, end)) {
      found.push({ kind: 'word', start: at, end });
    }
  }
  return found;
}

/** Between two places a word may begin or end: no letter on one of the sides, or a script without spaces. */
function isEdge(source: Source, left: number, right: number): boolean {
  const [before, after] = [source.at(left), source.at(right)];
  return !(isWordUnit(before) && isWordUnit(after)) || isEastAsian(before) || isEastAsian(after);
}
