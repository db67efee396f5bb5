/**
 * What keeping and forgetting do to the index, in their own transactions: what is new or changed is loose; what is
 * forgotten takes its whole segment along, at once and with every word in it, and the rest of that segment is loose
 * until it is indexed again. All that the worker needs of the search: it opens and seals nothing.
 */
import {
  headRecord,
  HEADS,
  keysFrom,
  looseKey,
  nameIn,
  piecesOf,
  type LooseRecord,
} from './records.ts';

/** A store as a transaction of IndexedDB gives it; what is asked for here and no more. */
interface Store {
  getAll(range: IDBKeyRange): Promise<unknown[]>;
  getAllKeys(range: IDBKeyRange): Promise<string[]>;
  delete(key: string | IDBKeyRange): Promise<void>;
  put(value: unknown): Promise<unknown>;
}

export function looseMark(askId: string, number: number): LooseRecord {
  return { id: looseKey(askId), number };
}

/** @param number New with every call: of the journal's entry. */
export async function dropFromSearch(
  store: Store,
  ids: ReadonlySet<string>,
  number: number,
): Promise<void> {
  const range = keysFrom(HEADS);
  const [keys, heads] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
  const writes: Promise<unknown>[] = [];
  for (const [i, key] of keys.entries()) {
    const covered = idsOf(heads[i]);
    if (covered?.some((id) => ids.has(id)) === false) continue;
    writes.push(store.delete(key), store.delete(keysFrom(piecesOf(nameIn({ id: key })))));
    for (const id of covered ?? []) writes.push(store.put(looseMark(id, number)));
    // A damaged head stays, empty, as the sign that everything must be indexed anew (tidy.ts).
    if (covered === null) writes.push(store.put({ id: key }));
  }
  for (const id of ids) writes.push(store.delete(looseKey(id)));
  await Promise.all(writes);
}

/** Null where somebody damaged it: then it may cover anything. */
function idsOf(head: unknown): readonly string[] | null {
  try {
    return headRecord(head).ids;
  } catch {
    return null;
  }
}
