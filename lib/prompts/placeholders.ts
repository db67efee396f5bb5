/**
 * Placeholders of quick actions. {{language}} and {{input}} are the person's own words and are filled in at once;
 * {{selection}}, {{title}} and {{url}} are page text: they stay in the question as they are, and only the composed
 * message puts them there, between delimiters. Must never put page text into the person's words.
 */

const PAGE_PLACEHOLDERS = ['selection', 'title', 'url'] as const;
export type PagePlaceholder = (typeof PAGE_PLACEHOLDERS)[number];

const ANY = /\{\{ ?(selection|title|url|language|input) ?\}\}/g;

export interface Filled {
  readonly question: string;
  /** Where the person goes on writing. */
  readonly caret: number;
}

/** A template with the person's own words in it. */
export function fillTemplate(template: string, own: { language: string; input: string }): Filled {
  let caret = -1;
  let question = '';
  let at = 0;
  for (const match of template.matchAll(ANY)) {
    question += template.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[1] === 'language') question += own.language;
    else if (match[1] === 'input') {
      question += own.input;
      if (caret < 0) caret = question.length;
    } else question += `{{${match[1] ?? ''}}}`;
  }
  question += template.slice(at);
  return { question, caret: caret < 0 ? question.length : caret };
}

/** Which pieces of the page a question names. */
export function namedPlaceholders(question: string): ReadonlySet<PagePlaceholder> {
  const names = [...question.matchAll(ANY)].map((match) => match[1]);
  return new Set(PAGE_PLACEHOLDERS.filter((name) => names.includes(name)));
}

/** Puts each named block in the first place that names it, and a word that points at it in every other. */
export function placeBlocks(
  question: string,
  blocks: Readonly<Record<PagePlaceholder, string>>,
): string {
  const placed = new Set<string>();
  return question.replace(ANY, (whole, name: string) => {
    const known = PAGE_PLACEHOLDERS.find((one) => one === name);
    if (known === undefined) return whole;
    const isFirst = !placed.has(known) && blocks[known] !== '';
    placed.add(known);
    return isFirst ? `\n${blocks[known]}\n` : `(the ${known === 'selection' ? 'quote' : known})`;
  });
}
