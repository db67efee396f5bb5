/**
 * What a page of ours may ask of the kept proofs, and what it is told. Spoken inside the page: no port carries it.
 * Must never hold a command that changes what is kept: that is the worker's, which owns the ask on the screen.
 */
import type { ProofDetail, ProofSummary } from '../ask/index.ts';
import type { JournalReport, ListFilter, Overview } from '../proofs/index.ts';

/** What is kept, counted, and how it compares with its journal. */
export type OverviewView = Overview & { journal: JournalReport };

export type ReviewCommand =
  | { type: 'proofs/list'; search: string; limit: number; filter?: ListFilter }
  | { type: 'proofs/open'; id: string }
  | { type: 'proofs/recheck'; id: string }
  /** The ids of everything that a list would show, however long. */
  | { type: 'proofs/ids'; search: string; filter?: ListFilter }
  | { type: 'proofs/export'; ids: string[]; withPlaintext: boolean }
  | { type: 'proofs/overview' };

export type ReviewAnswer =
  | {
      type: 'proofs/list';
      search: string;
      total: number;
      found: number | null;
      isMore: boolean;
      items: ProofSummary[];
    }
  | { type: 'proofs/ids'; ids: string[] }
  | { type: 'proofs/detail'; proof: ProofDetail }
  /** Some lines of the file, each line a proof. */
  | { type: 'proofs/exported'; text: string }
  | { type: 'proofs/export-end'; count: number; skipped: number }
  | { type: 'proofs/overview'; overview: OverviewView };

export function isReviewCommand<T extends { type: string }>(
  command: T | ReviewCommand,
): command is ReviewCommand {
  switch (command.type) {
    case 'proofs/list':
    case 'proofs/open':
    case 'proofs/recheck':
    case 'proofs/ids':
    case 'proofs/export':
    case 'proofs/overview':
      return true;
    default:
      return false;
  }
}
