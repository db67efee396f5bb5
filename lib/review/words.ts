/**
 * What a page of ours may ask of the kept proofs, and what it is told. Spoken inside the page: no port carries it.
 * Must never hold a command that changes what is kept: that is the worker's, which owns the ask on the screen.
 */
import type { AlarmView, ProofDetail, ProofSummary } from '../ask/index.ts';
import type { JournalReport, ListFilter, Overview } from '../proofs/index.ts';

/** What is kept, counted, and how it compares with its journal. */
export type OverviewView = Overview & { journal: JournalReport };

/** An alarm with what is known of the log that it is about. */
export interface AlarmDetail extends AlarmView {
  isSeen: boolean;
  origin?: string;
  split?: SplitView;
}

/** A log that contradicted itself. */
export interface SplitView {
  verifierKey: string;
  /** The two signed notes, as they are. */
  heads: string[];
  /** What they say, the smaller first; empty where the contradiction cannot be shown again from what is kept. */
  trees: { size: string; rootHex: string }[];
  /** The text of the file that shows it to anybody. */
  file: string;
}

export type ReviewCommand =
  | { type: 'proofs/list'; search: string; limit: number; filter?: ListFilter }
  | { type: 'proofs/open'; id: string }
  | { type: 'proofs/recheck'; id: string }
  /** The ids of everything that a list would show, however long. */
  | { type: 'proofs/ids'; search: string; filter?: ListFilter }
  | { type: 'proofs/export'; ids: string[]; withPlaintext: boolean }
  | { type: 'proofs/overview' }
  | { type: 'alarms/list' };

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
  | { type: 'proofs/overview'; overview: OverviewView }
  | { type: 'alarms/list'; alarms: AlarmDetail[] };

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
    case 'alarms/list':
      return true;
    default:
      return false;
  }
}
