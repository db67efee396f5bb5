/** A text as the words that are compared: small letters without accents, cut to their stems' length. Pure. */

/** Long enough to tell words apart, short enough that endings do not: "replicate", "replication". */
const STEM_LENGTH = 6;
const EASTERN = /[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;

export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
  const words = plain.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => (EASTERN.test(word) ? pairsOf(word) : [stemOf(word)]));
}

/** Scripts without spaces between words are compared by pairs of neighbours. */
function pairsOf(word: string): string[] {
  const units = [...word];
  if (units.length === 1) return units;
  return units.slice(1).map((unit, index) => `${units[index] ?? ''}${unit}`);
}

function stemOf(word: string): string {
  return [...word].slice(0, STEM_LENGTH).join('');
}
