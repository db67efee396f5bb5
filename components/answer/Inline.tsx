/** The inline half of Markdown: emphasis, code, links. Text from outside is only ever a text node. */
import type { ComponentChildren } from 'preact';
import type { Token } from 'marked';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { AnswerText } from './AnswerText.tsx';
import { Formula } from './Formula.tsx';
import { decodeReferences, knownTokens, type AnswerToken } from './markdown-tokens.ts';
import { safeLink } from './safe-link.ts';

export function Inline({ tokens }: { tokens: readonly Token[] | undefined }) {
  return <>{knownTokens(tokens).map(drawInline)}</>;
}

function drawInline(token: AnswerToken, index: number): ComponentChildren {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return <Marked key={index} as={token.type} tokens={token.tokens} />;
    case 'codespan':
      return (
        <code key={index}>
          <AnswerText text={token.text} />
        </code>
      );
    case 'br':
      return <br key={index} />;
    case 'link':
      return <Link key={index} address={token.href} label={token.text} tokens={token.tokens} />;
    case 'image':
      return <ImageName key={index} address={token.href} name={token.text} />;
    case 'checkbox':
      return <span key={index}>{token.checked ? '☑ ' : '☐ '}</span>;
    case 'text':
      if (token.tokens) return <Inline key={index} tokens={token.tokens} />;
      return <AnswerText key={index} text={decodeReferences(token.text)} />;
    case 'math':
      return <Formula key={index} tex={token.text} isBlock={token.isBlock} />;
    case 'escape':
      return <VisibleText key={index} text={token.text} />;
    case 'html':
      // A line break is the one tag that models write in table cells; every other one is shown as it stands.
      if (/^<br\s*\/?>$/i.test(token.raw)) return <br key={index} />;
      return <VisibleText key={index} text={token.raw} />;
    default:
      return <VisibleText key={index} text={token.raw} />;
  }
}

function Marked({ as: Tag, tokens }: { as: 'strong' | 'em' | 'del'; tokens: Token[] }) {
  return (
    <Tag>
      <Inline tokens={tokens} />
    </Tag>
  );
}

function Link({ address, label, tokens }: { address: string; label: string; tokens: Token[] }) {
  const link = safeLink(address);
  if (!link) {
    return (
      <span class="link-refused">
        <Inline tokens={tokens} /> (<VisibleText text={address} />)
      </span>
    );
  }
  const isHostInLabel = label === address || label === link.host;
  return (
    <a href={link.href} title={link.href} target="_blank" rel="noopener noreferrer">
      <Inline tokens={tokens} />
      {!isHostInLabel && <span class="link-host"> {link.host}</span>}
    </a>
  );
}

function ImageName({ address, name }: { address: string; name: string }) {
  const { t } = useStrings();
  const host = safeLink(address)?.host ?? '';
  return (
    <span class="image-name">
      <VisibleText text={t('answer_image', name || '…', host || '…')} />
    </span>
  );
}
