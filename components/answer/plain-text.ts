/**
 * An answer's tokens as plain text, for the clipboard and for fields that know no Markdown: what emphasises is left
 * out, what gives a text its shape stays as one types it by hand: "- ", "1. ", "> ", indents, and code to the letter.
 */
import type { MarkedToken, Token } from 'marked';
import { decodeReferences, knownTokens, type AnswerToken } from './markdown-tokens.ts';

type List = Extract<MarkedToken, { type: 'list' }>;

/** Blocks with an empty line between them. */
export function plainText(tokens: readonly Token[]): string {
  return blocksText(tokens, '\n\n');
}

function blocksText(tokens: readonly Token[], between: string): string {
  const blocks: string[] = [];
  let mark = '';
  for (const token of knownTokens(tokens)) {
    const text = plainTextOf(token);
    if (token.type !== 'checkbox') blocks.push(mark + text.trimEnd());
    mark = token.type === 'checkbox' ? text : '';
  }
  return blocks.filter((text) => text !== '').join(between);
}

/** Without an outer trim: words in emphasis keep the spaces around them. */
function inlineText(tokens: readonly Token[]): string {
  return knownTokens(tokens).map(plainTextOf).join('');
}

function plainTextOf(token: AnswerToken): string {
  switch (token.type) {
    case 'list':
      return listText(token);
    case 'table':
      return tableText(token);
    case 'blockquote':
      return withPrefix(plainText(token.tokens), '> ');
    case 'link':
      return `${inlineText(token.tokens)}${token.href && token.href !== token.text ? ` (${token.href})` : ''}`;
    case 'paragraph':
    case 'heading':
    case 'strong':
    case 'em':
    case 'del':
      return inlineText(token.tokens);
    case 'text':
      return token.tokens ? inlineText(token.tokens) : decodeReferences(token.text);
    case 'br':
      return '\n';
    case 'hr':
    case 'space':
    case 'def':
      return '';
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    default:
      return token.text;
  }
}

/** What belongs to an item stands under its words, as Markdown itself would have it. */
function listText({ items, ordered, start, loose }: List): string {
  const between = loose ? '\n\n' : '\n';
  const texts = items.map(({ tokens }, index) => {
    const mark = ordered ? `${String((start === '' ? 1 : start) + index)}. ` : '- ';
    const [first = '', ...rest] = blocksText(tokens, between).split('\n');
    const under = rest.map((line) => `\n${line && ' '.repeat(mark.length) + line}`);
    return `${mark}${first}${under.join('')}`.trimEnd();
  });
  return texts.join(between);
}

/** Tabs between the cells, which a sheet takes apart again. */
function tableText({ header, rows }: Extract<MarkedToken, { type: 'table' }>): string {
  const line = (cells: typeof header): string =>
    cells.map(({ tokens }) => inlineText(tokens).trim()).join('\t');
  return [header, ...rows].map(line).join('\n');
}

function withPrefix(text: string, prefix: string): string {
  const lines = text.split('\n').map((line) => (prefix + line).trimEnd());
  return lines.join('\n');
}
