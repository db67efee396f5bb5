/**
 * How much each passage has to do with what is asked, by Okapi BM25 (Robertson and Zaragoza 2009, section 3): rare
 * words count more than common ones, and a long passage is not better for being long. Pure.
 */
import { wordsOf } from './words.ts';

const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** The quote's words say where to look, the question's what for. */
const QUOTE_WEIGHT = 0.4;
const MAX_QUOTE_LENGTH = 4_000;

export interface Asked {
  readonly question: string;
  readonly quote: string;
}

interface Counted {
  readonly length: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** A score for each passage, in their order; 0 for one that shares no word with what is asked. */
export function rank(passages: readonly string[], asked: Asked): number[] {
  const weights = weightsOf(asked);
  const counted = passages.map((passage) => count(passage, weights));
  const mean = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length);
  const rarity = rarities(weights, counted);
  return counted.map(({ length, counts }) => {
    const norm = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / Math.max(1, mean));
    let score = 0;
    for (const [word, times] of counts) {
      const weight = (weights.get(word) ?? 0) * (rarity.get(word) ?? 0);
      score += (weight * times * (SATURATION + 1)) / (times + norm);
    }
    return score;
  });
}

function weightsOf({ question, quote }: Asked): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of wordsOf(quote.slice(0, MAX_QUOTE_LENGTH))) weights.set(word, QUOTE_WEIGHT);
  for (const word of wordsOf(question)) weights.set(word, 1);
  return weights;
}

function count(passage: string, wanted: ReadonlyMap<string, number>): Counted {
  const counts = new Map<string, number>();
  const words = wordsOf(passage);
  for (const word of words) {
    if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return { length: words.length, counts };
}

function rarities(
  weights: ReadonlyMap<string, number>,
  counted: readonly Counted[],
): Map<string, number> {
  const holders = new Map<string, number>();
  for (const { counts } of counted) {
    for (const word of counts.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  }
  const total = counted.length;
  const rarityOf = (held: number): number => Math.log(1 + (total - held + 0.5) / (held + 0.5));
  return new Map([...weights.keys()].map((word) => [word, rarityOf(holders.get(word) ?? 0)]));
}
