/**
 * What the built-in answerer says: sentences picked from the quote, and plainly that it does no more than that.
 * Must never put a word of its own in the place of the text's.
 */
import type { ReadPrompt } from '../../../lib/prompts/index.ts';
import { centrality, pickBest, relevance } from './rank.ts';
import { sentencesOf, wordsOf, type Sentence } from './sentences.ts';

const CONFESSION =
  'I am not a language model. I can only pick sentences out of the highlighted text.';

type Wish = keyof typeof LEAD;

const WISHES: readonly (readonly [Wish, RegExp])[] = [
  ['summarise', /\bsummar|\bshorten|\btl;?dr\b|\bmain points?\b/i],
  ['translate', /\btranslat/i],
  ['rewrite', /\brewrit|\brephras|\breword|\bsimplif/i],
  ['find-flaw', /\bflaws?\b|\bweak|\bwrong with\b|\bfallac|\bcriti/i],
  ['key-points', /\bkey points?\b|\bbullet points?\b/i],
  ['reply', /\brepl(?:y|ies)\b|\brespond\b/i],
  ['check-claims', /\bclaims?\b|\bfact.?check/i],
  ['explain', /\bexplain|\bwhat does (this|it|that) mean\b|\bmeaning of\b/i],
];

/** Words by which a text claims much or concludes: where a flaw is looked for first. */
const CLAIMS =
  /\b(always|never|all|every|everyone|nobody|none|only|must|cannot|impossible|certain(ly)?|obvious(ly)?|clear(ly)?|prove[sdn]?|guarantee[sd]?|therefore|thus|hence|because|so that|best|worst|most)\b/gi;

const LEAD = {
  explain: 'These sentences say most of what the text is about:',
  summarise: 'The sentences that sum the text up best:',
  translate: 'I cannot translate. The most important sentences, as they stand:',
  rewrite: 'I cannot rewrite. The shortest selection that keeps the gist:',
  'find-flaw':
    'I cannot judge an argument. These sentences claim or conclude the most, so look at them first:',
  'key-points': 'The sentences that carry the most points:',
  reply: 'I cannot write a reply. The sentences that a reply would have to answer:',
  'check-claims': 'I cannot check a claim. These sentences claim the most, so check them first:',
  question: 'The sentences closest to the question:',
};

export function extractiveAnswer({ quote, question }: ReadPrompt): string {
  const sentences = sentencesOf(quote);
  if (sentences.length === 0) return `${CONFESSION} There is no highlighted text to pick from.`;
  const wish = WISHES.find(([, pattern]) => pattern.test(question))?.[0] ?? 'question';
  const [lead, picked] = pick(wish, sentences, question);
  const listed = picked.map((sentence) => `- ${sentence.text}`).join('\n');
  const terms = wish === 'explain' ? termsOf(sentences) : '';
  return `${CONFESSION}\n\n${lead}\n\n${listed}${terms}`;
}

function pick(wish: Wish, sentences: readonly Sentence[], question: string): [string, Sentence[]] {
  const central = centrality(sentences);
  const least = sentences.length > 2 ? 2 : 1;
  const few = Math.min(3, Math.max(least, Math.ceil(sentences.length / 3)));
  if (wish === 'rewrite') return [LEAD.rewrite, pickBest(sentences, central, Math.min(2, few))];
  if (wish === 'find-flaw' || wish === 'check-claims')
    return [LEAD[wish], pickBest(sentences, claims(sentences), few)];
  if (wish !== 'question') return [LEAD[wish], pickBest(sentences, central, few)];
  const scores = relevance(sentences, wordsOf(question));
  if (scores.some((score) => score > 0)) {
    const hits = scores.filter((score) => score > 0).length;
    return [LEAD.question, pickBest(sentences, scores, Math.min(3, hits))];
  }
  return [
    'No sentence shares a word with the question. What the text is mostly about:',
    pickBest(sentences, central, few),
  ];
}

function claims(sentences: readonly Sentence[]): number[] {
  return sentences.map(({ text }) => text.match(CLAIMS)?.length ?? 0);
}

/** The words that recur, as a hint of what to look up. */
function termsOf(sentences: readonly Sentence[]): string {
  const counts = new Map<string, number>();
  for (const word of sentences.flatMap((sentence) => sentence.words)) {
    if (word.length > 3) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const stems = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
  if (stems.length === 0) return '';
  const all = sentences.map(({ text }) => text).join(' ');
  const shown = stems.slice(0, 5).map(([word]) => firstSpelling(all, word));
  return `\n\nWords that recur: ${shown.join(', ')}.`;
}

function firstSpelling(text: string, wordStem: string): string {
  const words = text.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  return words.find((word) => word.toLowerCase().startsWith(wordStem))?.toLowerCase() ?? wordStem;
}
