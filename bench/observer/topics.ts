/**
 * Ten topics as an observer of sizes and times would meet them: each has its own words (long ones for law and medicine,
 * short ones for chat and code), its own usual length, and its own pace. Answers are made from numbers, so that the same
 * ones can be asked for with padding and without. Made up for this measurement: it shows what shapes hide, and nothing
 * about anybody's attack on real people.
 */
import { randomFrom } from '../../test/fuzz/mutate.ts';

export interface Topic {
  readonly name: string;
  readonly words: readonly string[];
  /** Mean number of words of an answer, and by how much prompts differ. */
  readonly length: number;
  readonly spread: number;
  /** Between two words, in milliseconds at full pace. */
  readonly wordMs: number;
  /** How many words come at once: speculation takes more where text is easy to guess. */
  readonly atOnce: number;
}

export const TOPICS: readonly Topic[] = [
  topic('yes or no', 'yes no it is not so that would be true if and only then', 14, 4, 34, 1),
  topic('arithmetic', '1 2 3 17 256 4096 plus minus times equals so the sum is', 34, 8, 26, 2),
  topic('small talk', 'oh well you know it is fun to go and see a bit of it all', 48, 12, 30, 2),
  topic(
    'translation',
    'die der und nicht eine Übersetzung Zusammenhang bedeutet wörtlich',
    60,
    10,
    38,
    1,
  ),
  topic('code', 'const let if for return => {} () ; x i n fn map(y) [0] null', 90, 20, 22, 3),
  topic(
    'recipe',
    'butter flour stir until golden minutes oven add salt slowly simmer',
    110,
    18,
    30,
    2,
  ),
  topic(
    'travel',
    'station platform connection reservation hotel museum neighbourhood evening',
    130,
    24,
    32,
    2,
  ),
  topic(
    'medicine',
    'cardiovascular administration contraindicated hypersensitivity dosage physician',
    150,
    25,
    40,
    1,
  ),
  topic(
    'law',
    'notwithstanding aforementioned jurisdiction indemnification obligations thereof',
    190,
    30,
    36,
    1,
  ),
  topic(
    'history',
    'century empire although consequently revolution parliament the of and treaty',
    240,
    35,
    30,
    2,
  ),
];

function topic(
  name: string,
  words: string,
  length: number,
  spread: number,
  wordMs: number,
  atOnce: number,
): Topic {
  return { name, words: words.split(' '), length, spread, wordMs, atOnce };
}

export interface Ask {
  readonly topic: number;
  readonly prompt: number;
  readonly turn: number;
}

/** A prompt has a length of its own within its topic; its answers differ a little in words and length. */
export function answerTo({ topic: index, prompt, turn }: Ask): { pieces: string[]; topic: Topic } {
  const chosen = TOPICS[index];
  if (chosen === undefined) throw new RangeError('no such topic');
  const ofPrompt = randomFrom(index * 1009 + prompt);
  const ofTurn = randomFrom((index * 1009 + prompt) * 7919 + turn);
  const centre = chosen.length + (ofPrompt() * 2 - 1) * chosen.spread;
  const count = Math.max(3, Math.round(centre * (0.92 + ofTurn() * 0.16)));
  const pieces: string[] = [];
  for (let left = count; left > 0;) {
    const together = Math.min(left, 1 + Math.floor(ofTurn() * chosen.atOnce));
    const words = Array.from(
      { length: together },
      () => chosen.words[Math.floor(ofTurn() * chosen.words.length)] ?? '',
    );
    pieces.push(`${words.join(' ')} `);
    left -= together;
  }
  return { pieces, topic: chosen };
}
