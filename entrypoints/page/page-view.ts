/** What a page shows, folded from what the worker says with what the page read itself. Pure. */
import type { ErrorView, ProofDetail } from '../../lib/ask/index.ts';
import { applyToAppState, type AppState, type FromWorker } from '../../lib/messages/index.ts';
import type { AlarmDetail, OverviewView, ReviewAnswer } from '../../lib/review/index.ts';
import type { ProofPage } from '../../components/proof/ProofList.tsx';

export interface PageView {
  state: AppState | null;
  proofs: ProofPage | null;
  proof: ProofDetail | null;
  problem: ErrorView | null;
  settingsError: ErrorView | undefined;
  /** Counts what changed in the store with nobody looking: lists are asked for again. */
  changes: number;
  /** The same of the proof that is open. */
  proofChanges: number;
  overview: OverviewView | null;
  alarms: readonly AlarmDetail[];
  /** The answer to what was last asked with 'proofs/ids'. */
  ids: readonly string[] | null;
  /** Everything that was forgotten since the page began, in that order. */
  forgotten: readonly string[];
  /** Proof files on their way to a file of the person's. */
  exported: readonly string[];
  exportEnd: { count: number; skipped: number } | null;
}

export const EMPTY_VIEW: PageView = {
  state: null,
  proofs: null,
  proof: null,
  problem: null,
  settingsError: undefined,
  changes: 0,
  proofChanges: 0,
  overview: null,
  alarms: [],
  ids: null,
  forgotten: [],
  exported: [],
  exportEnd: null,
};

export function applyToPage(view: PageView, message: FromWorker | ReviewAnswer): PageView {
  switch (message.type) {
    case 'app/state':
    case 'ask/text':
      return { ...view, state: applyToAppState(view.state, message) };
    case 'settings/state':
      return {
        ...view,
        state: applyToAppState(view.state, message),
        settingsError: message.error,
      };
    case 'proofs/list':
      return { ...view, proofs: message };
    case 'proofs/detail':
      return { ...view, proof: message.proof };
    case 'proofs/forgotten':
      return afterForgetting(view, message.id);
    case 'proofs/ids':
      return { ...view, ids: message.ids };
    case 'proofs/exported':
      return { ...view, exported: [...view.exported, message.text] };
    case 'proofs/export-end':
      return { ...view, exportEnd: { count: message.count, skipped: message.skipped } };
    case 'proofs/overview':
      return { ...view, overview: message.overview };
    case 'alarms/list':
      return { ...view, alarms: message.alarms };
    case 'proofs/changed':
      return {
        ...view,
        changes: view.changes + 1,
        proofChanges: view.proofChanges + (view.proof?.id === message.id ? 1 : 0),
      };
    case 'home/close':
      return view;
    case 'problem':
      return { ...view, problem: message.error };
  }
}

/** Deleted must mean deleted, also in a view that is already drawn. */
function afterForgetting(view: PageView, id: string): PageView {
  const proof = view.proof?.id === id ? null : view.proof;
  const forgotten = [...view.forgotten, id];
  return { ...view, proofs: without(view.proofs, id), proof, forgotten };
}

function without(page: ProofPage | null, id: string): ProofPage | null {
  if (!page) return null;
  const items = page.items.filter((item) => item.id !== id);
  const gone = page.items.length - items.length;
  const found = page.found === null ? null : page.found - gone;
  return { ...page, items, found, total: page.total - gone };
}
