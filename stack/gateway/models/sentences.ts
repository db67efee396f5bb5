/**
 * Cuts a text into sentences and a sentence into words, for the extractive answerer.
 * Must never change a sentence: what is picked is a quotation.
 */
const MAX_SENTENCES = 400;
const LONGEST_SENTENCE = 600;

export interface Sentence {
  readonly text: string;
  /** Lower-case words that carry meaning, shortened to a stem. */
  readonly words: readonly string[];
}

export function sentencesOf(text: string): Sentence[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: Sentence[] = [];
  // Headings and list items end at a line break without a full stop.
  for (const line of text.split(/\n+/)) {
    for (const { segment } of segmenter.segment(line)) {
      const trimmed = segment.trim().replace(/\s+/g, ' ');
      if (trimmed === '' || sentences.length === MAX_SENTENCES) continue;
      sentences.push({ text: shorten(trimmed), words: wordsOf(trimmed) });
    }
  }
  return sentences;
}

function shorten(sentence: string): string {
  if (sentence.length <= LONGEST_SENTENCE) return sentence;
  return `${sentence.slice(0, sentence.lastIndexOf(' ', LONGEST_SENTENCE) || LONGEST_SENTENCE)} …`;
}

export function wordsOf(text: string): string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    const word = segment.toLowerCase();
    if (isWordLike === true && word.length > 1 && !COMMON.has(word)) words.push(stem(word));
  }
  return words;
}

/** Good enough to let "sealed" meet "seals": an ending is cut when enough of the word stays. */
function stem(word: string): string {
  for (const ending of ['ations', 'ation', 'ings', 'ing', 'ies', 'ed', 'es', 'ly', 's', 'e']) {
    if (word.endsWith(ending) && word.length - ending.length >= 4) {
      return word.slice(0, word.length - ending.length);
    }
  }
  return word;
}

const COMMON = new Set(
  (
    'a about above after again all also an and any are as at be because been before being below between both but by ' +
    'can could did do does doing down during each few for from further had has have having he her here hers him his ' +
    'how however if in into is it its itself just me might more most must my no nor not now of off on once only or ' +
    'other our ours out over own same she should so some such than that the their theirs them then there these they ' +
    'this those through to too under until up us very was we were what when where which while who whom why will with ' +
    'would you your yours quote text passage sentence please tell give'
  ).split(' '),
);
