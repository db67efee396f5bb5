/** A wait with words; when it lasts, it says how long it can last at most and what can be done. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Spinner } from './Spinner.tsx';

export interface LongWaitProps {
  words: string;
  /** Said once it has lasted. */
  more: string;
  afterMs: number;
  /** A way out, offered together with it. */
  wayOut?: ComponentChildren;
}

export function LongWait({ words, more, afterMs, wayOut }: LongWaitProps) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), afterMs);
    return () => clearTimeout(timer);
  }, [words, afterMs]);
  return (
    <span class="long-wait" data-testid="wait">
      <Spinner words={words} />
      {isLong && (
        <span class="long-wait-more" role="status">
          {more} {wayOut}
        </span>
      )}
    </span>
  );
}
