/**
 * Formulas in an answer, as tokens beside marked's own: $…$, $$…$$, \(…\), \[…\]. A dollar opens a formula only where
 * pandoc would let it, so that prices stay prices. Every search is for one closing mark, so it is linear.
 */
import type { TokenizerThis, Tokens } from 'marked';

export interface MathToken extends Tokens.Generic {
  type: 'math';
  raw: string;
  text: string;
  /** On a line of its own. */
  isBlock: boolean;
}

const MAX_FORMULA = 2_000;

const CLOSINGS: readonly (readonly [open: string, close: string, isBlock: boolean])[] = [
  ['$$', '$$', true],
  ['\\[', '\\]', true],
  ['\\(', '\\)', false],
];

function mathToken(raw: string, text: string, isBlock: boolean): MathToken | undefined {
  const formula = text.trim();
  return formula === '' ? undefined : { type: 'math', raw, text: formula, isBlock };
}

function delimited(source: string): MathToken | undefined {
  for (const [open, close, isBlock] of CLOSINGS) {
    if (!source.startsWith(open)) continue;
    const end = source.slice(0, MAX_FORMULA).indexOf(close, open.length);
    // A formula has no empty line in it: that is the end of its paragraph.
    if (end < 0 || /\n\s*\n/.test(source.slice(0, end))) return undefined;
    return mathToken(source.slice(0, end + close.length), source.slice(open.length, end), isBlock);
  }
  return undefined;
}

/** $x$: nothing blank inside of the marks, no figure behind, all on one line. */
function dollars(source: string): MathToken | undefined {
  if (!/^\$[^\s$\d]/.test(source) && !/^\$\d[^$\n]*[\\^_=+{]/.test(source)) return undefined;
  const line = source.slice(1, MAX_FORMULA).split('\n', 1)[0] ?? '';
  const end = line.indexOf('$');
  if (end <= 0 || /\s/.test(line[end - 1] ?? '') || /\d/.test(line[end + 1] ?? ''))
    return undefined;
  return mathToken(source.slice(0, end + 2), line.slice(0, end), false);
}

type Tokenize = (this: TokenizerThis, source: string) => MathToken | undefined;

const inline: Tokenize = (source) => delimited(source) ?? dollars(source);
const block: Tokenize = (source) => {
  const token = delimited(source);
  if (token?.isBlock !== true) return undefined;
  // Words behind it: then it belongs to their paragraph.
  const rest = /^[ \t]*(?:\n|$)/.exec(source.slice(token.raw.length));
  return rest === null ? undefined : { ...token, raw: token.raw + rest[0] };
};

function startOf(pattern: RegExp): (this: TokenizerThis, source: string) => number {
  return (source) => source.search(pattern);
}

/** For the options of marked's lexer. */
export const MATH_EXTENSIONS = {
  renderers: {},
  childTokens: {},
  inline: [inline],
  block: [block],
  startInline: [startOf(/\$|\\[([]/)],
  startBlock: [startOf(/^(?:\$\$|\\\[)/m)],
};
