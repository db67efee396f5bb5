/**
 * A small random forest (Breiman 2001): trees of Gini splits on random samples and random features, voting. Enough of
 * an attacker to tell open traffic apart; deterministic in its seed.
 */
import { randomFrom } from '../../test/fuzz/mutate.ts';

export interface Sample {
  readonly features: readonly number[];
  readonly label: number;
}

type Tree =
  | { readonly label: number }
  | { readonly feature: number; readonly at: number; readonly low: Tree; readonly high: Tree };

const TREES = 100;
const MAX_DEPTH = 14;
const MIN_SAMPLES = 4;
const THRESHOLDS = 12;

export class Forest {
  readonly #trees: readonly Tree[];

  constructor(samples: readonly Sample[], labels: number, seed: number) {
    const random = randomFrom(seed);
    const pick = (): Sample => at(samples, Math.floor(random() * samples.length));
    this.#trees = Array.from({ length: TREES }, () =>
      grow(Array.from(samples, pick), labels, random, MAX_DEPTH),
    );
    this.#labels = labels;
  }

  readonly #labels: number;

  guess(features: readonly number[]): number {
    const votes = new Array<number>(this.#labels).fill(0);
    for (const tree of this.#trees) {
      const label = leafOf(tree, features);
      votes[label] = at(votes, label) + 1;
    }
    return votes.indexOf(Math.max(...votes));
  }
}

function leafOf(tree: Tree, features: readonly number[]): number {
  let node = tree;
  while (!('label' in node)) node = at(features, node.feature) <= node.at ? node.low : node.high;
  return node.label;
}

function grow(
  samples: readonly Sample[],
  labels: number,
  random: () => number,
  depth: number,
): Tree {
  const counts = countsOf(samples, labels);
  const label = counts.indexOf(Math.max(...counts));
  if (depth === 0 || samples.length < MIN_SAMPLES || counts[label] === samples.length)
    return { label };
  const split = bestSplit(samples, labels, random);
  if (split === undefined) return { label };
  const low = samples.filter(({ features }) => at(features, split.feature) <= split.at);
  const high = samples.filter(({ features }) => at(features, split.feature) > split.at);
  if (low.length === 0 || high.length === 0) return { label };
  return {
    ...split,
    low: grow(low, labels, random, depth - 1),
    high: grow(high, labels, random, depth - 1),
  };
}

/** The best of a few thresholds on the square root of all features, chosen by chance. */
function bestSplit(
  samples: readonly Sample[],
  labels: number,
  random: () => number,
): { feature: number; at: number } | undefined {
  const width = at(samples, 0).features.length;
  let best: { feature: number; at: number } | undefined;
  let lowest = Infinity;
  for (let tried = 0; tried < Math.ceil(Math.sqrt(width)); tried += 1) {
    const feature = Math.floor(random() * width);
    for (let step = 0; step < THRESHOLDS; step += 1) {
      const threshold = at(at(samples, Math.floor(random() * samples.length)).features, feature);
      const impurity = impurityOf(samples, labels, feature, threshold);
      if (impurity < lowest) {
        lowest = impurity;
        best = { feature, at: threshold };
      }
    }
  }
  return best;
}

function impurityOf(
  samples: readonly Sample[],
  labels: number,
  feature: number,
  threshold: number,
): number {
  const low = new Array<number>(labels).fill(0);
  const high = new Array<number>(labels).fill(0);
  let lowCount = 0;
  for (const { features, label } of samples) {
    const side = at(features, feature) <= threshold ? low : high;
    side[label] = at(side, label) + 1;
    if (side === low) lowCount += 1;
  }
  return gini(low, lowCount) + gini(high, samples.length - lowCount);
}

/** Gini impurity times the number of samples. */
function gini(counts: readonly number[], total: number): number {
  if (total === 0) return 0;
  return total - counts.reduce((sum, count) => sum + count * count, 0) / total;
}

function countsOf(samples: readonly Sample[], labels: number): number[] {
  const counts = new Array<number>(labels).fill(0);
  for (const { label } of samples) counts[label] = at(counts, label) + 1;
  return counts;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError('outside');
  return value;
}
