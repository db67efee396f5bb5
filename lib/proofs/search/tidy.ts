/**
 * Brings loose asks into segments of the index, small segments into larger ones, when nobody waits for it. Everything
 * is opened, sorted and sealed first; the one transaction that puts it in place looks whether anything was kept or
 * forgotten meanwhile and then changes nothing. Must never leave a word behind that no kept ask holds.
 */
import { concat, utf8, type Bytes } from '../../bytes/index.ts';
import type { Database } from '../database.ts';
import type { Vault } from '../vault.ts';
import { looseMark } from './loose.ts';
import { encodeChunk, WORDS_A_CHUNK } from './postings.ts';
import {
  chunkKey,
  headKey,
  headRecord,
  HEADS,
  keysFrom,
  LOOSE,
  looseRecord,
  MAX_SEGMENT,
  nameIn,
  piecesOf,
  wordsKey,
  type HeadRecord,
  type LooseRecord,
} from './records.ts';
import { readTexts, type OpenedText } from './texts.ts';
import { wordsOf } from './words.ts';

/** Fewer loose asks than these are quicker read than indexed. */
const LOOSE_ENOUGH = 32;
/** More segments than these that are not full become one. */
const SMALL_SEGMENTS = 8;
const WORDS_PADDED_TO = 4096;

interface Plan {
  readonly loose: readonly LooseRecord[];
  /** What is replaced, whole. */
  readonly heads: readonly HeadRecord[];
}

/** One round; true when something was done and there may be more to do. */
export async function tidySearch(database: Database, vault: Vault): Promise<boolean> {
  const { heads, loose } = await database.use(async (handle) => {
    const { store } = handle.transaction('search');
    const all = store.getAll(keysFrom(HEADS));
    return { loose: await store.getAll(keysFrom(LOOSE), MAX_SEGMENT), heads: await all };
  });
  let plan: Plan | null;
  try {
    plan = planOf(
      heads.map((one) => headRecord(one)),
      loose.map((one) => looseRecord(one)),
    );
  } catch {
    return beginAnew(database);
  }
  if (plan === null) return false;
  const ids = new Set([...plan.heads.flatMap((head) => head.ids), ...plan.loose.map(nameIn)]);
  const texts = await readTexts(database, vault, [...ids]);
  const records: { id: string }[] = [];
  for (let at = 0; at < texts.length; at += MAX_SEGMENT) {
    records.push(...(await segmentOf(vault, texts.slice(at, at + MAX_SEGMENT))));
  }
  return putInPlace(database, plan, records);
}

function planOf(all: readonly HeadRecord[], loose: readonly LooseRecord[]): Plan | null {
  const looseIds = new Set(loose.map(nameIn));
  const again = all.filter((head) => head.ids.some((id) => looseIds.has(id)));
  const small = all.filter((head) => head.ids.length < MAX_SEGMENT);
  const isCrowded = small.length > SMALL_SEGMENTS;
  if (loose.length < LOOSE_ENOUGH && !isCrowded) return null;
  return { loose, heads: [...new Set([...again, ...(isCrowded ? small : [])])] };
}

/** Somebody damaged a head: nobody knows any more what it covered, so everything is loose again. */
function beginAnew(database: Database): Promise<boolean> {
  return database.write(['asks', 'search'], async (transaction) => {
    const ids = await transaction.objectStore('asks').getAllKeys();
    const store = transaction.objectStore('search');
    await Promise.all([store.clear(), ...ids.map((id) => store.put(looseMark(id, 0)))]);
    return true;
  });
}

/** The records of one segment, under a name that was never used. */
async function segmentOf(vault: Vault, texts: readonly OpenedText[]): Promise<{ id: string }[]> {
  const segment = crypto.randomUUID();
  const asks = new Map<string, number[]>();
  texts.forEach(({ text }, number) => {
    for (const word of text === null ? [] : wordsOf(text)) {
      const list = asks.get(word);
      if (list === undefined) asks.set(word, [number]);
      else list.push(number);
    }
  });
  const words = [...asks.keys()].sort();
  const sealed = async (id: string, plain: Bytes): Promise<{ id: string }> => {
    return { id, ...(await vault.sealBytes(`search/${id}`, plain)) };
  };
  const pieces = [sealed(wordsKey(segment), listOf(words))];
  for (let at = 0; at < words.length; at += WORDS_A_CHUNK) {
    const lists = words.slice(at, at + WORDS_A_CHUNK).map((word) => asks.get(word) ?? []);
    pieces.push(sealed(chunkKey(segment, at / WORDS_A_CHUNK), encodeChunk(lists)));
  }
  const ids = texts.map(({ id }) => id);
  const times = texts.map(({ createdAtMs }) => createdAtMs);
  const head: HeadRecord = { id: headKey(segment), ids, times };
  return [head, ...(await Promise.all(pieces))];
}

/** Each word behind a space, and spaces up to a round length. */
function listOf(words: readonly string[]): Bytes {
  const bytes = utf8(words.map((word) => ` ${word}`).join(''));
  const missing = (WORDS_PADDED_TO - (bytes.length % WORDS_PADDED_TO)) % WORDS_PADDED_TO;
  return concat(bytes, new Uint8Array(missing).fill(0x20));
}

function putInPlace(
  database: Database,
  { loose, heads }: Plan,
  records: readonly { id: string }[],
): Promise<boolean> {
  return database.write(['search'], async (transaction) => {
    const store = transaction.objectStore('search');
    const marks = await Promise.all(loose.map(({ id }) => store.get(id)));
    const isSame = marks.every((value, i) => {
      return value !== undefined && looseRecord(value).number === loose[i]?.number;
    });
    const kept = await Promise.all(heads.map(({ id }) => store.getKey(id)));
    const isStill = isSame && !kept.includes(undefined);
    if (isStill) {
      const writes: Promise<unknown>[] = [];
      for (const { id } of loose) writes.push(store.delete(id));
      for (const head of heads) {
        writes.push(store.delete(head.id), store.delete(keysFrom(piecesOf(nameIn(head)))));
      }
      for (const record of records) writes.push(store.put(record));
      await Promise.all(writes);
    }
    return isStill;
  });
}
