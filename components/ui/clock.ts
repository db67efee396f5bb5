/** The time that the screens show, handed in as a context so that tests and screenshots can hold it still. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

export type Now = () => number;

export const ClockContext = createContext<Now>(() => Date.now());

/** The present time, drawn anew every `everyMs`; one timer per use, gone with the component. */
export function useNow(everyMs: number): number {
  const now = useContext(ClockContext);
  const [timeMs, setTimeMs] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTimeMs(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs]);
  return timeMs;
}
