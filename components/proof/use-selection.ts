/** Which proofs of the list are ticked: one by one, from one to another, or all that the filter shows. */
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** @param isRange Everything between the last tick and this one follows it. */
  toggle: (id: string, isRange: boolean) => void;
  replace: (ids: Iterable<string>) => void;
  clear: () => void;
}

/**
 * @param listed What the list shows, in its order.
 * @param forgotten Grows at its end; what is new there loses its tick.
 */
export function useSelection(listed: readonly string[], forgotten: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const known = useRef(0);
  useEffect(() => {
    const gone = forgotten.slice(known.current);
    known.current = forgotten.length;
    setIds((old) => {
      if (!gone.some((id) => old.has(id))) return old;
      const next = new Set(old);
      for (const id of gone) next.delete(id);
      return next;
    });
  }, [forgotten]);
  return {
    ids,
    toggle: (id, isRange) => {
      const isTicked = !ids.has(id);
      const next = new Set(ids);
      for (const one of isRange ? between(listed, last, id) : [id]) {
        if (isTicked) next.add(one);
        else next.delete(one);
      }
      setIds(next);
      setLast(id);
    },
    replace: (all) => setIds(new Set(all)),
    clear: () => {
      setIds(new Set());
      setLast(null);
    },
  };
}

function between(listed: readonly string[], from: string | null, to: string): readonly string[] {
  const [start, end] = [listed.indexOf(from ?? to), listed.indexOf(to)];
  if (start === -1 || end === -1) return [to];
  return listed.slice(Math.min(start, end), Math.max(start, end) + 1);
}
