/** A part of the screen that is loaded when an answer needs it; until then, and should it not come, undefined. */
import { useEffect, useState } from 'preact/hooks';

export function useLate<T>(load: () => Promise<T>): T | undefined {
  const [loaded, setLoaded] = useState<{ value: T }>();
  useEffect(() => {
    let isGone = false;
    load().then(
      (value) => {
        if (!isGone) setLoaded({ value });
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);
  return loaded?.value;
}
