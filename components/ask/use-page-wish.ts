/** The wish for the page's text, from the tick until the text is in the draft: for one page and one quote alone. */
import { useEffect, useState } from 'preact/hooks';
import type { Draft } from '../../lib/ask/index.ts';

export interface PageWish {
  /** Ticked and not there yet: nothing is to be sent without it. */
  isOpen: boolean;
  set: (isWanted: boolean) => void;
}

/** One page in one tab; undefined where none can be read. */
export function placeOf({ source, url }: Draft): string | undefined {
  return source && JSON.stringify([source.tabId, source.frameId, url]);
}

export function usePageWish(draft: Draft): PageWish {
  const place = placeOf(draft);
  const now = place && place + draft.quote;
  const isThere = draft.page !== undefined;
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    // Fulfilled, or of another place: it does not come back by itself.
    if (isThere || wanted !== now) setWanted(undefined);
  }, [now, isThere]);
  return {
    isOpen: !isThere && now !== undefined && wanted === now,
    set: (isWanted) => setWanted(isWanted ? now : undefined),
  };
}
