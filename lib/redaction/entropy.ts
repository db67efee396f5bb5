/** Whether a string is random rather than written. Pure arithmetic; reads each character once. */

const MIN_BITS = 3.9;
/** Changes between small letters, capitals and figures, as a share of the length: random base64 has 0.6. */
const MIN_CHANGES = 0.34;

function classOf(character: string): string {
  if (/[a-z]/.test(character)) return 'a';
  return /[A-Z]/.test(character) ? 'A' : /\d/.test(character) ? '0' : '-';
}

/** Shannon entropy of the characters, in bits for each. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}

export function isRandom(token: string): boolean {
  const body = token.replace(/=+$/, '');
  // Hexadecimal is what public digests and commits are written in.
  if (/^[0-9a-fA-F-]+$/.test(body)) return false;
  if (!/[a-z]/.test(body) || !/[A-Z]/.test(body) || !/\d/.test(body)) return false;
  // Two words of five small letters each: a name that somebody put together.
  if ((body.match(/[a-z]{5,}/g)?.length ?? 0) >= 2) return false;
  return isUneven(body) && entropyOf(body) >= MIN_BITS;
}

/** Small letters, capitals and figures by turns, as no word has them. */
export function isUneven(text: string): boolean {
  let changes = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (classOf(text[index - 1] ?? '') !== classOf(text[index] ?? '')) changes += 1;
  }
  return changes / text.length >= MIN_CHANGES;
}
