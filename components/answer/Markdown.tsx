/**
 * Draws an answer's tokens as nodes. There is no HTML anywhere on this way: HTML in an answer is shown as text,
 * images are named but not loaded, links open apart and show their host.
 */
import { useMemo, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { MarkedToken } from 'marked';
import { useStrings } from '../ui/strings.ts';
import { AnswerText } from './AnswerText.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { Formula } from './Formula.tsx';
import { GrowingTokens } from './growing-tokens.ts';
import { Inline } from './Inline.tsx';
import {
  knownTokens,
  markdownTokens,
  MAX_MARKDOWN_LENGTH,
  type AnswerToken,
} from './markdown-tokens.ts';

const PLAIN_PIECE_LENGTH = 32_000;

export interface MarkdownProps {
  text: string;
  /** More may come: then only the end is read again. At the end everything is, once. */
  isGrowing?: boolean;
}

export function Markdown({ text, isGrowing = false }: MarkdownProps) {
  const { t } = useStrings();
  const [growing] = useState(() => new GrowingTokens());
  const tokens = useMemo(
    () => (isGrowing ? growing.read(text) : markdownTokens(text)),
    [text, isGrowing],
  );
  const rest = text.slice(MAX_MARKDOWN_LENGTH);
  return (
    <div class="markdown" dir="auto">
      {tokens.map((token, index) => (
        <Block key={index} token={token} />
      ))}
      {rest && <p class="markdown-rest">{t('answer_rest_plain')}</p>}
      {piecesOf(rest).map((piece, index) => (
        <PlainPiece key={index} text={piece} />
      ))}
    </div>
  );
}

function piecesOf(text: string): string[] {
  const count = Math.ceil(text.length / PLAIN_PIECE_LENGTH);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * PLAIN_PIECE_LENGTH, (index + 1) * PLAIN_PIECE_LENGTH),
  );
}

function PlainPiece({ text }: { text: string }) {
  return useMemo(
    () => (
      <div class="markdown-plain">
        <AnswerText text={text} />
      </div>
    ),
    [text],
  );
}

/** A finished block is not drawn again while the next ones stream in: same source, same nodes. */
function Block({ token }: { token: AnswerToken }) {
  return useMemo(() => drawBlock(token), [token.type, token.raw]);
}

function Blocks({ tokens }: { tokens: readonly AnswerToken[] }) {
  return (
    <>
      {tokens.map((token, index) => (
        <Block key={index} token={token} />
      ))}
    </>
  );
}

function drawBlock(token: AnswerToken): ComponentChildren {
  switch (token.type) {
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      );
    case 'heading':
      return drawHeading(token);
    case 'code':
      return <CodeBlock code={token.text} language={token.lang ?? ''} />;
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={knownTokens(token.tokens)} />
        </blockquote>
      );
    case 'list':
      return drawList(token);
    case 'table':
      return drawTable(token);
    case 'math':
      return <Formula tex={token.text} isBlock={token.isBlock} />;
    case 'hr':
      return <hr />;
    case 'space':
    case 'def':
      return null;
    case 'html':
      return (
        <p class="markdown-html">
          <AnswerText text={token.text} />
        </p>
      );
    default:
      return <Inline tokens={[token]} />;
  }
}

/** One level on the page, whatever the answer says: it must not disturb the outline of the app. */
function drawHeading(token: Extract<MarkedToken, { type: 'heading' }>): ComponentChildren {
  return (
    <h3 class={`markdown-h${Math.min(token.depth, 4)}`}>
      <Inline tokens={token.tokens} />
    </h3>
  );
}

type List = Extract<MarkedToken, { type: 'list' }>;

function drawList(token: List): ComponentChildren {
  const items = token.items.map((item, index) => (
    <Item key={index} item={item} isLoose={token.loose} />
  ));
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === '' ? 1 : token.start}>{items}</ol>;
}

/** Like a block, an item that is finished is not drawn again: a list is one block as long as it grows. */
function Item({ item, isLoose }: { item: List['items'][number]; isLoose: boolean }) {
  return useMemo(
    () => (
      <li class={item.task ? 'markdown-task' : undefined}>
        <Blocks tokens={knownTokens(item.tokens)} />
      </li>
    ),
    [item.raw.trimEnd(), isLoose],
  );
}

type Table = Extract<MarkedToken, { type: 'table' }>;

function drawTable(token: Table): ComponentChildren {
  return (
    <div class="markdown-table" tabIndex={0}>
      <table>
        <thead>
          <tr>{token.header.map((cell, index) => drawCell('th', cell, index))}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: Table['rows'][number] }) {
  return useMemo(
    () => <tr>{row.map((cell, column) => drawCell('td', cell, column))}</tr>,
    [row.map(({ text }) => text).join('|')],
  );
}

function drawCell(Tag: 'th' | 'td', cell: Table['header'][number], index: number) {
  return (
    <Tag key={index} class={cell.align ? `align-${cell.align}` : undefined}>
      <Inline tokens={cell.tokens} />
    </Tag>
  );
}
