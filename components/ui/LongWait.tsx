/** A wait with words; when it lasts, it says how long it can last at most and offers the way out. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { Spinner } from './Spinner.tsx';
import { useStrings } from './strings.ts';

export interface LongWaitProps {
  words: string;
  /** Said once it has lasted. */
  more: string;
  /** Begins anew what is waited for, or this whole page; absent where a button for it stands elsewhere. */
  wayOut?: 'reload' | (() => void);
}

/** Nobody should wonder longer than this. */
const LONG_MS = 8_000;

export function LongWait({ words, more, wayOut }: LongWaitProps) {
  const { t } = useStrings();
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    setIsLong(false);
    const timer = setTimeout(() => setIsLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const again = wayOut === 'reload' ? () => globalThis.location.reload() : wayOut;
  return (
    <span class="long-wait" data-testid="wait">
      <Spinner words={words} />
      <span class="long-wait-more" role="status">
        {isLong && more}
      </span>
      {isLong && again && (
        <Button icon="again" onClick={again} testId="wait-again">
          {t('try_again')}
        </Button>
      )}
    </span>
  );
}
