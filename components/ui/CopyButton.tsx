/** Copies a text and says so for a moment, in words (seen and heard), not by colour. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { useStrings } from './strings.ts';

export interface CopyButtonProps {
  /** The text, or how to get it: long texts are only put together when asked for. */
  text: string | (() => string);
  /** What is copied, for the accessible name. */
  label: string;
  /** Visible words; without them the button is an icon. */
  words?: string;
}

const SAID_MS = 1600;

export function CopyButton({ text, label, words }: CopyButtonProps) {
  const { t } = useStrings();
  const [outcome, setOutcome] = useState<'' | 'copied' | 'copy_failed'>('');
  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
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
      >
        {words}
      </Button>
      <span class="copy-said" role="status">
        {outcome && t(outcome)}
      </span>
    </span>
  );
}
