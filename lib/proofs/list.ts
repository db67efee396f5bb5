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
  readonly filter?: ListFilter;
  /** Only asks made before this time, for the next page. */
  readonly beforeMs?: number;
}

/** Every part that is set must fit. */
export interface ListFilter {
  readonly state?: 'proven' | 'pending' | 'failed';
  readonly pcr0?: string;
  readonly model?: string;
  readonly relayHost?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
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
  const { filter } = request;
  const isPlain = words.length === 0 && filter === undefined;
  const items: KeptSummary[] = [];
  let from: Position = { beforeMs: request.beforeMs };
  while (items.length < request.limit) {
    const size = isPlain ? request.limit - items.length : BATCH;
    const records = await database.use((handle) => readBatch(handle, from, size));
    const fitting = filter === undefined ? records : records.filter((one) => fits(one, filter));
    const wanted = words.length === 0 ? fitting : await matching(vault, fitting, words);
    const summaries = wanted.slice(0, request.limit - items.length).map((r) => summarise(vault, r));
    items.push(...(await Promise.all(summaries)));
    const last = records.at(-1);
    if (last === undefined || records.length < size) break;
    from = { after: last };
  }
  return { total, items };
}

function fits(record: AskRecord, filter: ListFilter): boolean {
  const { about, createdAtMs, model } = record;
  return (
    (filter.state === undefined || filter.state === stateOf(record)) &&
    (filter.pcr0 === undefined || filter.pcr0 === about?.pcr0) &&
    (filter.relayHost === undefined || filter.relayHost === about?.relayHost) &&
    (filter.model === undefined || filter.model === model) &&
    createdAtMs >= (filter.fromMs ?? 0) &&
    createdAtMs <= (filter.untilMs ?? Infinity)
  );
}

/** One failure is a failure; nothing is proven while anything is still awaited. */
function stateOf({ states }: AskRecord): NonNullable<ListFilter['state']> {
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
