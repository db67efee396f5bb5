/**
 * The list of kept asks, newest first: all of them, those that fit a filter, those in which words stand. Must never read
 * more records than it takes to fill the page.
 */
import type { Database, Handle } from './database.ts';
import type { KeptSummary } from './proof.ts';
import { askRecord, known, summaryText, type AskRecord } from './records.ts';
import type { TextSearch } from './search/find.ts';
import { queryWords } from './search/words.ts';
import type { Vault } from './vault.ts';

export interface ListRequest {
  readonly search: string;
  readonly limit: number;
  readonly filter?: ListFilter;
  /** Only asks made before this time, for the next page. */
  readonly beforeMs?: number;
}

/** Every part that is set must fit. */
export interface ListFilter {
  readonly state?: 'proven' | 'pending' | 'failed' | 'imported';
  readonly pcr0?: string;
  readonly model?: string;
  readonly relayHost?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface ListPage {
  /** Of all kept asks, whatever was searched for. */
  readonly total: number;
  /** How many were found, where that is known without reading them all. */
  readonly found: number | null;
  /** There are more than these. */
  readonly isMore: boolean;
  readonly items: KeptSummary[];
}

const BATCH = 200;

export async function listAsks(
  database: Database,
  vault: Vault,
  texts: TextSearch,
  request: ListRequest,
): Promise<ListPage> {
  const { search, limit, filter = {} } = request;
  const total = await database.use((handle) => handle.count('asks'));
  const words = queryWords(search);
  const isWhole = request.filter === undefined;
  const matches = words.length === 0 ? null : await texts.find(words);
  const batches =
    matches === null
      ? inOrder(database, request.beforeMs, isWhole ? limit + 1 : BATCH)
      : named(database, matches);
  const chosen: AskRecord[] = [];
  for await (const batch of batches) {
    chosen.push(...batch.filter((one) => fits(one, filter)));
    if (chosen.length > limit) break;
  }
  const items = await Promise.all(chosen.slice(0, limit).map((one) => summarise(vault, one)));
  const found = isWhole ? (matches?.length ?? total) : null;
  return { total, found, isMore: chosen.length > limit, items };
}

/** The ids of everything that fits, newest first: what "all of these" means. Opens no text. */
export async function idsThatFit(
  database: Database,
  texts: TextSearch,
  { search, filter = {} }: Pick<ListRequest, 'search' | 'filter'>,
): Promise<string[]> {
  const words = queryWords(search);
  const batches =
    words.length === 0
      ? inOrder(database, undefined, BATCH)
      : named(database, await texts.find(words));
  const ids: string[] = [];
  for await (const batch of batches) {
    ids.push(...batch.filter((one) => fits(one, filter)).map(({ id }) => id));
  }
  return ids;
}

/** Newest first, a batch at a time, through the index. */
async function* inOrder(
  database: Database,
  beforeMs: number | undefined,
  size: number,
): AsyncGenerator<AskRecord[], void, undefined> {
  let from: Position = { beforeMs };
  for (;;) {
    const records = await database.use((handle) => readBatch(handle, from, size));
    yield records;
    const last = records.at(-1);
    if (last === undefined || records.length < size) return;
    from = { after: last };
  }
}

/** The records of these ids; one forgotten meanwhile is left out. */
async function* named(
  database: Database,
  ids: readonly string[],
): AsyncGenerator<AskRecord[], void, undefined> {
  for (let at = 0; at < ids.length; at += BATCH) {
    const stored = await database.use((handle) => {
      const { store } = handle.transaction('asks');
      return Promise.all(ids.slice(at, at + BATCH).map((id) => store.get(id)));
    });
    yield stored.filter((one) => one !== undefined).map((one) => known(askRecord, one));
  }
}

function fits(record: AskRecord, filter: ListFilter): boolean {
  const { about, createdAtMs, model } = record;
  return (
    (filter.state === undefined ||
      (filter.state === 'imported'
        ? record.imported !== undefined
        : filter.state === stateOf(record))) &&
    (filter.pcr0 === undefined || filter.pcr0 === about?.pcr0) &&
    (filter.relayHost === undefined || filter.relayHost === about?.relayHost) &&
    (filter.model === undefined || filter.model === model) &&
    createdAtMs >= (filter.fromMs ?? 0) &&
    createdAtMs <= (filter.untilMs ?? Infinity)
  );
}

/** One failure is a failure; nothing is proven while anything is still awaited. */
function stateOf({ states }: AskRecord): 'proven' | 'pending' | 'failed' {
  const all: readonly string[] = Object.values(states);
  const hasFailed = all.some((state) =>
    ['fails', 'missing', 'truncated', 'stopped'].includes(state),
  );
  if (hasFailed) return 'failed';
  return states.receipt === 'holds' && states.settlement === 'holds' ? 'proven' : 'pending';
}

interface Position {
  readonly beforeMs?: number | undefined;
  /** The last record already read: several asks may carry the same time. */
  readonly after?: AskRecord;
}

async function readBatch(handle: Handle, from: Position, size: number): Promise<AskRecord[]> {
  const { beforeMs, after } = from;
  const range =
    after !== undefined
      ? IDBKeyRange.upperBound(after.createdAtMs)
      : beforeMs !== undefined
        ? IDBKeyRange.upperBound(beforeMs, true)
        : undefined;
  const records: AskRecord[] = [];
  const index = handle.transaction('asks').store.index('by-created');
  let cursor = await index.openCursor(range, 'prev');
  if (cursor !== null && after !== undefined) {
    // Moves to the place of the last record, then past it; what was deleted meanwhile does no harm.
    if (cursor.key === after.createdAtMs && cursor.primaryKey > after.id) {
      cursor = await cursor.continuePrimaryKey(after.createdAtMs, after.id);
    }
    if (cursor?.primaryKey === after.id) cursor = await cursor.continue();
  }
  while (cursor !== null && records.length < size) {
    records.push(known(askRecord, cursor.value));
    cursor = await cursor.continue();
  }
  return records;
}

async function summarise(vault: Vault, record: AskRecord): Promise<KeptSummary> {
  const sealed = await vault.open(`asks/${record.id}/summary`, record.summary);
  const { id, createdAtMs, model, states, isDevelopmentRoot, imported } = record;
  return {
    ...{ id, createdAtMs, model, states, isDevelopmentRoot },
    ...(imported === undefined ? {} : { imported }),
    ...known(summaryText, sealed),
  };
}
