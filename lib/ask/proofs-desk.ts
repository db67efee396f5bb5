/**
 * Obeys what pages ask of the kept proofs, for the desk. Must never hand out a text that was not asked for, nor obey
 * what changes the ask on the screen: that is the desk's own.
 */
import type { FromWorker, PageLink, ToWorker } from '../messages/index.ts';
import { proofFileOf } from '../proofs/index.ts';
import { encodeProofFile } from '../proofs/file/index.ts';
import type { Settings } from '../settings/index.ts';
import { codeOf } from '../errors/index.ts';
import type { Edges } from './edges.ts';
import { openProof } from './proof-desk.ts';

export type ProofsCommand = Extract<
  ToWorker,
  { type: 'proofs/list' | 'proofs/open' | 'proofs/recheck' | 'proofs/export' | 'proofs/overview' }
>;

export async function obeyProofs(
  edges: Edges,
  settings: Settings,
  page: PageLink,
  command: ProofsCommand,
): Promise<void> {
  const { proofs, now } = edges;
  switch (command.type) {
    case 'proofs/list': {
      const { search, limit, filter } = command;
      const found = await proofs.list({
        search,
        limit,
        ...(filter === undefined ? {} : { filter }),
      });
      page.post({ type: 'proofs/list', search, ...found });
      return;
    }
    case 'proofs/open':
    case 'proofs/recheck': {
      const proof = await openProof(proofs, settings, { id: command.id, now: now() });
      page.post({ type: 'proofs/detail', proof });
      return;
    }
    case 'proofs/export':
      return exportProofs(edges, page, command);
    case 'proofs/overview': {
      const [overview, journal] = [await proofs.overview(), await proofs.checkJournal()];
      page.post({ type: 'proofs/overview', overview: { ...overview, journal } });
      return;
    }
  }
}

/** One message a proof, so that ten thousand of them never stand in memory at once. */
async function exportProofs(
  { proofs }: Edges,
  page: PageLink,
  { ids, withPlaintext }: Extract<ToWorker, { type: 'proofs/export' }>,
): Promise<void> {
  const end: Extract<FromWorker, { type: 'proofs/export-end' }> = {
    type: 'proofs/export-end',
    count: 0,
    skipped: 0,
  };
  for (const id of ids.length > 0 ? ids : await proofs.ids()) {
    try {
      const text = encodeProofFile(proofFileOf(await proofs.open(id), withPlaintext));
      page.post({ type: 'proofs/exported', id, text });
      end.count += 1;
    } catch (thrown) {
      // An ask without a receipt proves nothing to anyone: it is counted, and the rest goes on.
      if (codeOf(thrown) !== 'proof-incomplete') throw thrown;
      end.skipped += 1;
    }
  }
  page.post(end);
}

/** What a command to forget several means; none named: everything, or everything up to its time. */
export async function idsToForget(
  { proofs }: Edges,
  { ids, untilMs }: Extract<ToWorker, { type: 'proofs/forget-all' }>,
): Promise<string[]> {
  return ids.length > 0 ? ids : proofs.ids(untilMs);
}

const DAY_MS = 86_400_000;

/** What the person does not want kept any longer. Without a store (private windows of Firefox) there is nothing. */
export async function expiredIds(
  { proofs, now }: Edges,
  { keepDays }: Settings,
): Promise<string[]> {
  if (keepDays === 0) return [];
  try {
    return await proofs.ids(now() - keepDays * DAY_MS);
  } catch {
    return [];
  }
}
