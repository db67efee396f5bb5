/** Opens the texts of many asks; one that cannot be opened (somebody changed it) is there without its text. */
import type { Database } from '../database.ts';
import type { AskText } from '../proof.ts';
import { askRecord, askText } from '../records.ts';
import type { Vault } from '../vault.ts';

export interface OpenedText {
  readonly id: string;
  readonly createdAtMs: number;
  readonly text: AskText | null;
}

const BATCH = 200;

/** In this order; an ask that is not kept any more is left out. */
export async function readTexts(
  database: Database,
  vault: Vault,
  ids: readonly string[],
): Promise<OpenedText[]> {
  const opened: OpenedText[] = [];
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH);
    const stored = await database.use((handle) => {
      const { store } = handle.transaction('asks');
      return Promise.all(batch.map(async (id) => ({ id, value: await store.get(id) })));
    });
    const present = stored.filter(({ value }) => value !== undefined);
    opened.push(...(await Promise.all(present.map(({ id, value }) => openText(vault, id, value)))));
  }
  return opened;
}

async function openText(vault: Vault, id: string, value: unknown): Promise<OpenedText> {
  try {
    const { createdAtMs, text } = askRecord(value);
    return { id, createdAtMs, text: askText(await vault.open(`asks/${id}/text`, text)) };
  } catch {
    return { id, createdAtMs: 0, text: null };
  }
}
