/**
 * The quote, shown as what it is: data from a page. Long ones are collapsed with their length; hidden and
 * direction-changing characters are made visible, so that what is read is what would be sent.
 */
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { safeLink } from '../answer/safe-link.ts';
import { Button } from '../ui/Button.tsx';
import { shorten } from '../ui/format.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';

const COLLAPSED_LENGTH = 180;
const SHORT_LENGTH = 90;
/** More than this is not drawn at once; nothing near this size could be sent either (32 kB sealed). */
const MAX_DRAWN_LENGTH = 60_000;

export interface QuoteBlockProps {
  quote: string;
  /** Host or title of where it came from, when known. */
  source?: string;
  /** Where it can be read again, as a link. */
  address?: string;
  /** Beside an answer the quote only reminds: two lines of it. */
  isShort?: boolean;
  /** The browser's own copy, which has no line ends. */
  isMenuText?: boolean;
  onForget?: () => void;
}

export function QuoteBlock(props: QuoteBlockProps) {
  const { quote, isShort = false } = props;
  const id = useId();
  const strings = useStrings();
  const [isOpen, setIsOpen] = useState(false);
  const collapsedLength = isShort ? SHORT_LENGTH : COLLAPSED_LENGTH;
  const drawn = shorten(quote, isOpen ? MAX_DRAWN_LENGTH : collapsedLength);
  const [box, isCut] = useIsCut(drawn, isOpen);
  return (
    <figure class="quote">
      <QuoteHead {...props} />
      <blockquote
        ref={box}
        id={id}
        class={`quote-text${isOpen ? ' quote-open' : isShort ? ' quote-short' : ''}`}
        tabIndex={isOpen ? 0 : undefined}
      >
        <bdi dir="auto" data-testid="quote">
          <VisibleText text={drawn} />
        </bdi>
      </blockquote>
      {(isCut || quote.length > collapsedLength) && (
        <button
          type="button"
          class="text-button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          {strings.t(isOpen ? 'show_less' : 'show_all')}
        </button>
      )}
      {props.isMenuText && <p class="faint">{strings.t('quote_menu_text')}</p>}
      {isOpen && quote.length > MAX_DRAWN_LENGTH && (
        <p class="faint">{plural(strings, 'quote_not_drawn', quote.length - MAX_DRAWN_LENGTH)}</p>
      )}
    </figure>
  );
}

/** How many letters a line holds is the window's and the text size's to say: whether all of them are seen is measured. */
function useIsCut(text: string, isOpen: boolean) {
  const box = useRef<HTMLQuoteElement>(null);
  const [isCut, setIsCut] = useState(false);
  useLayoutEffect(() => {
    if (isOpen) return undefined;
    const look = (): void => {
      const { scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
      setIsCut(scrollHeight > clientHeight + 1);
    };
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [text, isOpen]);
  return [box, isCut] as const;
}

function QuoteHead({ quote, source, address, onForget }: QuoteBlockProps) {
  const strings = useStrings();
  const { t } = strings;
  const words = source ? t('quote_from', source) : t('quote');
  const link = source && address ? safeLink(address) : undefined;
  return (
    <figcaption class="quote-head">
      {link ? (
        <a
          class="quote-source"
          href={link.href}
          title={link.href}
          target="_blank"
          rel="noopener noreferrer"
          data-testid="quote-page"
        >
          {words}
        </a>
      ) : (
        <span class="quote-source">{words}</span>
      )}
      <span class="quote-length">{plural(strings, 'characters', quote.length)}</span>
      {onForget && (
        <Button kind="quiet" icon="cross" label={t('quote_forget')} onClick={onForget} />
      )}
    </figcaption>
  );
}
