/** What a person feels of the extension in a real browser: opening, a long answer, and pages on which it is not used. */
import { buildDesk } from '../scripts/desk-build.ts';
import { startServers } from '../test/e2e/support/desk.ts';
import { loadingRows } from './in-chromium/loading.ts';
import { openingRows } from './in-chromium/opening.ts';
import { streamingRows } from './in-chromium/streaming.ts';
import type { Row, RowSource } from './row.ts';

/** What a person's frames follow each other by. */
const BEAT_MS = 250;

export const rows: RowSource = async ({ quick }) => {
  await buildDesk('chrome');
  const servers = await startServers(BEAT_MS);
  try {
    const all: Row[] = [];
    for (const measure of [loadingRows, streamingRows, openingRows]) {
      all.push(...(await orNothing(measure(servers, quick))));
    }
    return all;
  } finally {
    await servers.close();
  }
};

/** One that breaks leaves its own bars missed and the others measured. */
async function orNothing(rows: Promise<Row[]>): Promise<Row[]> {
  return rows.catch((thrown: unknown) => {
    console.error(thrown);
    return [];
  });
}
