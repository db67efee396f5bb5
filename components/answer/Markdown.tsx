/**
 * Draws an answer's tokens as nodes. There is no HTML anywhere on this way: HTML in an answer is shown as text,
 * images are named but not loaded, links open apart and show their host.
 */
import { useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { MarkedToken } from 'marked';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { Inline } from './Inline.tsx';
import { knownTokens, markdownTokens, MAX_MARKDOWN_LENGTH } from './markdown-tokens.ts';

const PLAIN_PIECE_LENGTH = 32_000;

export function Markdown({ text }: { text: string }) {
  const { t } = useStrings();
  const tokens = useMemo(() => markdownTokens(text), [text]);
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
        <VisibleText text={text} />
      </div>
    ),
    [text],
  );
}

/** A finished block is not drawn again while the next ones stream in: same source, same nodes. */
function Block({ token }: { token: MarkedToken }) {
  return useMemo(() => drawBlock(token), [token.type, token.raw]);
}

function Blocks({ tokens }: { tokens: readonly MarkedToken[] }) {
  return (
    <>
      {tokens.map((token, index) => (
        <Block key={index} token={token} />
      ))}
    </>
  );
}

function drawBlock(token: MarkedToken): ComponentChildren {
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
    case 'hr':
      return <hr />;
    case 'space':
    case 'def':
      return null;
    case 'html':
      return (
        <p class="markdown-html">
          <VisibleText text={token.text} />
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

function drawList(token: Extract<MarkedToken, { type: 'list' }>): ComponentChildren {
  const items = token.items.map((item, index) => (
    <li key={index} class={item.task ? 'markdown-task' : undefined}>
      <Blocks tokens={knownTokens(item.tokens)} />
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>;
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
            <tr key={index}>{row.map((cell, column) => drawCell('td', cell, column))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function drawCell(Tag: 'th' | 'td', cell: Table['header'][number], index: number) {
  return (
    <Tag key={index} class={cell.align ? `align-${cell.align}` : undefined}>
      <Inline tokens={cell.tokens} />
    </Tag>
  );
}
