/**
 * Markdown into tokens, by marked's lexer alone: no HTML string is ever made, so there is none to clean. Limits keep
 * a hostile answer from costing seconds; what is over a limit comes out as plain text, never as nothing.
 * Must never render: Markdown.tsx turns tokens into nodes.
 */
import { Lexer, Tokenizer, type MarkedToken, type Token } from 'marked';
import { isPlaceholder } from '../../lib/redaction/index.ts';
import { MATH_EXTENSIONS, type MathToken } from './math-tokens.ts';

/** What is drawn: marked's own tokens, and formulas. */
export type AnswerToken = MarkedToken | MathToken;

/** Above this the rest of an answer is plain text. The largest padded answer is 256 kB, a usual one 8 kB. */
export const MAX_MARKDOWN_LENGTH = 64_000;
/** Emphasis rules cost the square of a run's length; no honest paragraph is this long. */
const MAX_INLINE_LENGTH = 6_000;

/** Sixteen markers in a row, or a list item eighty columns in: marked would recurse once for each. */
const TOO_DEEP = /^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){16}|^[ \t]{80,}(?:[*+-]|\d{1,9}[.)])[ \t]/m;

const KNOWN: ReadonlySet<string> = new Set<AnswerToken['type']>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'math',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
]);

const isKnown = (token: Token): token is AnswerToken => KNOWN.has(token.type);

/** Only the tokens this product draws; a type that marked might add later is plain text. */
export function knownTokens(tokens: readonly Token[] | undefined): AnswerToken[] {
  return (tokens ?? []).map((token) => (isKnown(token) ? token : plain(token.raw)));
}

const plain = (text: string): MarkedToken => ({ type: 'text', raw: text, text, escaped: false });

type Linked = ReturnType<Tokenizer['reflink']>;

/** What stands for something on this device is no part of a link's marks: its brackets stay, and so do its lines. */
class PlaceholderTokenizer extends Tokenizer {
  override def(source: string): ReturnType<Tokenizer['def']> {
    const token = super.def(source);
    return token && isPlaceholder(`[${token.tag}]`) ? undefined : token;
  }
  override link(source: string): ReturnType<Tokenizer['link']> {
    const token = super.link(source);
    withBrackets(token);
    return token;
  }
  override reflink(...given: Parameters<Tokenizer['reflink']>): Linked {
    const token = super.reflink(...given);
    withBrackets(token);
    return token;
  }
}

function withBrackets(token: Linked): void {
  const text = `[${token?.text ?? ''}]`;
  if (token?.type !== 'link' || !isPlaceholder(text)) return;
  token.text = text;
  token.tokens = [plain(text)];
}

/** The part that is read as Markdown, with one kind of line end. */
export function normalised(text: string): string {
  return text.slice(0, MAX_MARKDOWN_LENGTH).replace(/\r\n?/g, '\n');
}

/** The block tokens of the text, with their inline tokens inside. */
export function markdownTokens(text: string): AnswerToken[] {
  const source = normalised(text);
  if (TOO_DEEP.test(source)) return [plain(source)];
  try {
    const lexer = new Lexer({
      gfm: true,
      extensions: MATH_EXTENSIONS,
      tokenizer: new PlaceholderTokenizer(),
    });
    const tokens = lexer.blockTokens(source);
    // The loop of Lexer.lex, with the limit it does not have. The queue grows while it is worked off.
    for (let next = lexer.inlineQueue.shift(); next; next = lexer.inlineQueue.shift()) {
      if (next.src.length > MAX_INLINE_LENGTH) next.tokens.push(plain(next.src));
      else lexer.inlineTokens(next.src, next.tokens);
    }
    return knownTokens(tokens);
  } catch {
    // A nesting that the guard did not foresee ends in a stack overflow here, and in readable text there.
    return [plain(source)];
  }
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  copy: '©',
};

/** CommonMark 2.5, for the references that models write; an unknown one stays as it was written. */
export function decodeReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, (all, ...found) => {
    const [decimal, hex, name] = found.map((part) => (typeof part === 'string' ? part : ''));
    if (name) return NAMED[name] ?? all;
    const point = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    const isCharacter = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return isCharacter ? String.fromCodePoint(point) : '\ufffd';
  });
}
