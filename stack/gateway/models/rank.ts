/**
 * Two classic orders of sentences: TextRank (Mihalcea and Tarau 2004) for what a text is about, and BM25
 * (Robertson and Zaragoza 2009) for what in it answers a question. Must never know where the text came from.
 */
import type { Sentence } from './sentences.ts';

const DAMPING = 0.85;
const ROUNDS = 30;
const K1 = 1.2;
const B = 0.75;

/** One score per sentence: how much the others share with it. */
export function centrality(sentences: readonly Sentence[]): number[] {
  const weights = sentences.map((a) => sentences.map((b) => (a === b ? 0 : overlap(a, b))));
  const totals = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let scores = sentences.map(() => 1);
  for (let round = 0; round < ROUNDS; round++) {
    const before = scores;
    scores = sentences.map((_, to) => {
      const voted = before.reduce((sum, score, from) => {
        const total = totals[from] ?? 0;
        return total === 0 ? sum : sum + (score * (weights[from]?.[to] ?? 0)) / total;
      }, 0);
      return 1 - DAMPING + DAMPING * voted;
    });
  }
  return scores;
}

function overlap(a: Sentence, b: Sentence): number {
  const shared = new Set(a.words.filter((word) => b.words.includes(word))).size;
  if (shared === 0) return 0;
  return shared / (Math.log(a.words.length + 1) + Math.log(b.words.length + 1));
}

/** One score per sentence for these words; zero where none occurs. */
export function relevance(sentences: readonly Sentence[], query: readonly string[]): number[] {
  const lengths = sentences.map((sentence) => sentence.words.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const rarity = new Map(
    [...new Set(query)].map((word) => {
      const holding = sentences.filter((sentence) => sentence.words.includes(word)).length;
      return [word, Math.log(1 + (sentences.length - holding + 0.5) / (holding + 0.5))] as const;
    }),
  );
  return sentences.map((sentence) => {
    let score = 0;
    for (const [word, weight] of rarity) {
      const count = sentence.words.filter((other) => other === word).length;
      const norm = K1 * (1 - B + (B * sentence.words.length) / Math.max(1, mean));
      score += (weight * count * (K1 + 1)) / (count + norm);
    }
    return score;
  });
}

/** The best of them in the order of the text, so that they read on. */
export function pickBest(
  sentences: readonly Sentence[],
  scores: readonly number[],
  count: number,
): Sentence[] {
  return sentences
    .map((sentence, index) => ({ sentence, index, score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence);
}
