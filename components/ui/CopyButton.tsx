/** Copies a text; that it has is said for a moment in words, seen and heard, not by colour. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { useStrings } from './strings.ts';

export interface CopyButtonProps {
  /** The text, or how to get it: long texts are only put together when asked for, and some must be looked up. */
  text: string | (() => string | Promise<string>);
  /** What is copied, for the accessible name. */
  label: string;
  /** Visible words; without them the button is an icon. */
  words?: string;
  testId?: string;
}

const SAID_MS = 1600;

export function CopyButton({ text, label, words, testId }: CopyButtonProps) {
  const { t } = useStrings();
  const [outcome, setOutcome] = useState<'' | 'copied' | 'copy_failed'>('');
  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    // Written at once where the text is there: some browsers want the click's own turn.
    const found = typeof text === 'string' ? text : text();
    const written =
      typeof found === 'string'
        ? navigator.clipboard.writeText(found)
        : found.then((late) => navigator.clipboard.writeText(late));
    written.then(
      () => setOutcome('copied'),
      () => setOutcome('copy_failed'),
    );
  };
  return (
    <span class="copy">
      <Button
        kind="quiet"
        icon={outcome === 'copied' ? 'check' : 'copy'}
        label={label}
        onClick={copy}
        {...(testId === undefined ? {} : { testId })}
      >
        {words}
      </Button>
      <span class="copy-said" role="status">
        {outcome && t(outcome)}
      </span>
    </span>
  );
}
