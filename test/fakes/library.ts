/** What the proofs page can do with many proofs, remembered and not done. */
import type { ImportView } from '../../components/proof/ImportZone.tsx';
import type { LibraryCallbacks, ProofLibraryProps } from '../../components/proof/ProofLibrary.tsx';
import type { Call } from './callbacks.ts';
import { SETTINGS } from './views.ts';

/** A file of ten thousand, of which one was refused. */
export const TAKEN_IN: ImportView = {
  isReading: false,
  counts: { added: 9998, known: 1, checked: 0, refused: 1 },
  shown: [
    {
      file: 'from-ada.proof.json',
      number: 4711,
      outcome: 'refused',
      code: 'not-settled',
      words: 'refused: not-settled',
      steps: [],
    },
  ],
};

type Library = Omit<ProofLibraryProps, 'openId'>;

export function library(change: Partial<Library> = {}): { library: Library; calls: Call[] } {
  const calls: Call[] = [];
  const remember =
    (name: keyof LibraryCallbacks) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  const on: LibraryCallbacks = {
    exportProofs: remember('exportProofs'),
    selectAll: remember('selectAll'),
    forgetProofs: remember('forgetProofs'),
    countToForget: remember('countToForget'),
    forgetCounted: remember('forgetCounted'),
    importFiles: remember('importFiles'),
    keepStorage: remember('keepStorage'),
    changeSettings: remember('changeSettings'),
  };
  return {
    calls,
    library: {
      overview: {
        ...{ asks: 3, imported: 1, inputTokens: 1200, outputTokens: 800 },
        spend: [{ currency: 'USD', amount: '0.0042' }],
        days: [
          {
            day: '2026-09-02',
            asks: 1,
            bytes: 21_504,
            spend: [{ currency: 'USD', amount: '0.0012' }],
          },
          {
            day: '2026-09-13',
            asks: 2,
            bytes: 43_008,
            spend: [{ currency: 'USD', amount: '0.003' }],
          },
        ],
        settlement: { pending: 1, holds: 2, fails: 0 },
        measurements: [],
        models: [],
        relays: [],
        journal: { entries: 4, breaks: [], altered: [], removed: [], unrecorded: [], forgotten: 0 },
      },
      storage: { usedBytes: 4_200_000, leftBytes: 9e9, isPersistent: false, lostEntries: 0 },
      exportEnd: null,
      imported: {
        isReading: false,
        counts: { added: 0, known: 0, checked: 0, refused: 0 },
        shown: [],
      },
      allIds: null,
      toForget: null,
      settings: SETTINGS,
      ...change,
      on,
    },
  };
}
