export { bytesOf, excerpt, GAP, passagesAgain, type Excerpt, type Passage } from './excerpt.ts';
export { pageTexts, type PageTexts } from './page-text.ts';
export { passagesOf } from './passages.ts';
export { rank, type Asked } from './rank.ts';
export { wordsOf } from './words.ts';
