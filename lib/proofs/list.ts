/**
 * The list of kept asks, newest first, a page at a time through the index; and the search over their sealed texts,
 * which opens them in batches and never holds more than one batch in the clear.
 */
import type { Database, Handle } from './database.ts';
import type { KeptSummary } from './proof.ts';
import { askRecord, askText, known, summaryText, type AskRecord } from './records.ts';
import type { Vault } from './vault.ts';

export interface ListRequest {
  readonly search: string;
  readonly limit: number;
  /** Only asks made before this time, for the next page. */
  readonly beforeMs?: number;
}

export interface ListPage {
  /** Of all kept asks, whatever was searched for. */
  readonly total: number;
  readonly items: KeptSummary[];
}

const BATCH = 200;

export async function listAsks(
  database: Database,
  vault: Vault,
  request: ListRequest,
): Promise<ListPage> {
  const total = await database.use((handle) => handle.count('asks'));
  const words = request.search.toLowerCase().split(/\s+/).filter(Boolean);
  const items: KeptSummary[] = [];
  let from: Position = { beforeMs: request.beforeMs };
  while (items.length < request.limit) {
    const size = words.length === 0 ? request.limit - items.length : BATCH;
    const records = await database.use((handle) => readBatch(handle, from, size));
    const wanted = words.length === 0 ? records : await matching(vault, records, words);
    const summaries = wanted.slice(0, request.limit - items.length).map((r) => summarise(vault, r));
    items.push(...(await Promise.all(summaries)));
    const last = records.at(-1);
    if (last === undefined || records.length < size) break;
    from = { after: last };
  }
  return { total, items };
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

async function matching(
  vault: Vault,
  records: readonly AskRecord[],
  words: readonly string[],
): Promise<AskRecord[]> {
  const texts = await Promise.all(
    records.map(async (record) => {
      const text = known(askText, await vault.open(`asks/${record.id}/text`, record.text));
      return Object.values(text).join('\n').toLowerCase();
    }),
  );
  return records.filter((_, i) => words.every((word) => texts[i]?.includes(word) === true));
}

export async function summarise(vault: Vault, record: AskRecord): Promise<KeptSummary> {
  const sealed = await vault.open(`asks/${record.id}/summary`, record.summary);
  const { id, createdAtMs, model, states, isDevelopmentRoot } = record;
  return { id, createdAtMs, model, states, isDevelopmentRoot, ...known(summaryText, sealed) };
}
