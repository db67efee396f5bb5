/** Answers as they come: some hundred words each, few of them often and many of them seldom, one of them nowhere else. */
const WORDS = 250;
const VOCABULARY = 50_000;

/** The same numbers each time (mulberry32), so that two runs measure the same texts. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES = 'ba de ki lo mu na pe ri so tu va we xi yo za che fro gla stri thu'.split(' ');

function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 7; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
  }
  return word;
}

export function answerOf(number: number): string {
  const next = numbers(number);
  const words = Array.from({ length: WORDS }, (_, i) => {
    // Ranks by Zipf's law: the logarithm of the rank is even.
    const word = wordOf(Math.floor(VOCABULARY ** next()));
    return i % 12 === 11 ? `${word}.` : word;
  });
  return `${words.join(' ')} number${String(number)}`;
}
