/**
 * Answers what a page asks of the kept proofs, in the page itself: the worker has other things to carry, and a list of
 * ten thousand need not pass through a port. Must never write: keeping and forgetting are the worker's alone.
 */
import { hasCode } from '../errors/index.ts';
import { proofTextOf, type ProofReader } from '../proofs/index.ts';
import type { Settings } from '../settings/index.ts';
import { alarmDetails } from './alarms.ts';
import { openProof } from './proof-detail.ts';
import type { ReviewAnswer, ReviewCommand } from './words.ts';

export interface ReviewEdges {
  readonly proofs: ProofReader;
  /** As they are now: a proof is checked again under the present trust. */
  readSettings(): Promise<Settings>;
  readonly now: () => number;
}

type Tell = (answer: ReviewAnswer) => void;

/** Throws coded errors of the store. */
export async function review(
  edges: ReviewEdges,
  command: ReviewCommand,
  tell: Tell,
): Promise<void> {
  const { proofs, now } = edges;
  switch (command.type) {
    case 'proofs/list': {
      const { search, limit, filter } = command;
      const request = { search, limit, ...(filter === undefined ? {} : { filter }) };
      tell({ type: 'proofs/list', search, ...(await proofs.list(request)) });
      return;
    }
    case 'proofs/open':
    case 'proofs/recheck': {
      const settings = await edges.readSettings();
      const proof = await openProof(proofs, settings, { id: command.id, now: now() });
      tell({ type: 'proofs/detail', proof });
      return;
    }
    case 'proofs/ids': {
      const { search, filter } = command;
      const request = { search, ...(filter === undefined ? {} : { filter }) };
      tell({ type: 'proofs/ids', ids: await proofs.idsThatFit(request) });
      return;
    }
    case 'proofs/export':
      return exportProofs(proofs, command, tell);
    case 'proofs/overview': {
      const [overview, journal] = [await proofs.overview(), await proofs.checkJournal()];
      tell({ type: 'proofs/overview', overview: { ...overview, journal } });
      return;
    }
    case 'alarms/list':
      tell({ type: 'alarms/list', alarms: await alarmDetails(proofs) });
      return;
  }
}

/** So many proofs are told at once. */
const TOLD = 100;

/** Some at a time: ten thousand are some hundred messages, and never one value. */
async function exportProofs(
  proofs: ProofReader,
  { ids, withPlaintext }: Extract<ReviewCommand, { type: 'proofs/export' }>,
  tell: Tell,
): Promise<void> {
  let [count, skipped] = [0, 0];
  let lines: string[] = [];
  const hand = (): void => {
    if (lines.length > 0) tell({ type: 'proofs/exported', text: lines.join('') });
    lines = [];
  };
  for (const id of ids.length > 0 ? ids : await proofs.ids()) {
    try {
      lines.push(proofTextOf(await proofs.open(id), withPlaintext));
      count += 1;
      if (lines.length === TOLD) hand();
    } catch (thrown) {
      // An ask without a receipt proves nothing to anyone, and one may be forgotten meanwhile: the rest goes on.
      if (!hasCode(thrown, 'proof-incomplete', 'proof-unknown')) throw thrown;
      skipped += 1;
    }
  }
  hand();
  tell({ type: 'proofs/export-end', count, skipped });
}
