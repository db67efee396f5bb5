/**
 * The texts that redaction is about, with their stamp. Apart from the finders, so that the worker and a page at once
 * need only this.
 */

/** The parts of a question that can hold something; each is hidden by itself. */
export const PARTS = ['quote', 'page', 'question', 'title', 'url'] as const;
export type Part = (typeof PARTS)[number];
export type Texts = Readonly<Record<Part, string>>;

/** More than this cannot be sent anyway: the largest question has 32 kB. */
export const MAX_SPANS = 6_000;

/** Tells one set of texts from another (53 bits): what was hidden in one must not count for the next. */
export function stampOf(texts: Texts): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const part of PARTS) {
    const text = `${texts[part]}\u0000`;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      a = Math.imul(a ^ unit, 2654435761);
      b = Math.imul(b ^ unit, 1597334677);
    }
  }
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`;
}
