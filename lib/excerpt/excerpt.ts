/**
 * As much of a page as fits, chosen by what is asked, in the page's order, with a mark wherever something was left
 * out. Pure. Must never leave out anything without saying so.
 */
import { rank, type Asked } from './rank.ts';

export interface Passage {
  readonly text: string;
  readonly isKept: boolean;
}

export interface Excerpt {
  /** As it would be sent. */
  readonly text: string;
  readonly passages: readonly Passage[];
  /** Characters of all passages. */
  readonly total: number;
}

/** Stands where passages were left out. */
export const GAP = '[…]';
const BETWEEN = '\n\n';
/** A gap mark and the space around it. */
const GAP_COST = 12;

/** Bytes that a text takes within a question: UTF-8, in a JSON string. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length - 2;
}

export function excerpt(passages: readonly string[], asked: Asked, maxBytes: number): Excerpt {
  const total = passages.reduce((sum, { length }) => sum + length, 0);
  const kept = choose(passages, asked, maxBytes);
  const text = join(passages, kept);
  return {
    text,
    passages: passages.map((one, index) => ({ text: one, isKept: kept.has(index) })),
    total,
  };
}

function choose(passages: readonly string[], asked: Asked, maxBytes: number): ReadonlySet<number> {
  const costs = passages.map((passage) => bytesOf(passage) + bytesOf(BETWEEN));
  const whole = costs.reduce((sum, cost) => sum + cost, 0);
  if (whole <= maxBytes) return new Set(passages.keys());
  const kept = new Set<number>();
  let left = maxBytes;
  for (const index of order(passages, asked)) {
    const cost = (costs[index] ?? 0) + GAP_COST;
    if (cost > left) continue;
    kept.add(index);
    left -= cost;
  }
  return kept;
}

/** Best first; of equals the one that comes first on the page. What stands around the quote belongs to it. */
function order(passages: readonly string[], asked: Asked): number[] {
  const scores = rank(passages, asked);
  const start = asked.quote.trim().slice(0, 80);
  const at = start === '' ? -1 : passages.findIndex((passage) => passage.includes(start));
  const best = Math.max(...scores, 0) + 1;
  const near = (index: number): number =>
    at < 0 ? 0 : index === at ? 2 * best : Math.abs(index - at) === 1 ? best : 0;
  return [...passages.keys()].sort(
    (a, b) => near(b) + (scores[b] ?? 0) - near(a) - (scores[a] ?? 0) || a - b,
  );
}

function join(passages: readonly string[], kept: ReadonlySet<number>): string {
  const parts: string[] = [];
  passages.forEach((passage, index) => {
    const part = kept.has(index) ? passage : GAP;
    if (part !== GAP || parts.at(-1) !== GAP) parts.push(part);
  });
  return kept.size === 0 ? '' : parts.join(BETWEEN);
}

/** The passages of a text that was made here before, its gaps among them. */
export function passagesAgain(text: string): string[] {
  return text === '' ? [] : text.split(BETWEEN);
}
