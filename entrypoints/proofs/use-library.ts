/** What the proofs page does beyond looking: totals, files out, files in, many forgotten at once. */
import { useEffect, useState } from 'preact/hooks';
import type { ProofLibraryProps } from '../../components/proof/ProofLibrary.tsx';
import { errorViewOf, type ErrorView } from '../../lib/ask/index.ts';
import type { ListFilter } from '../../lib/proofs/index.ts';
import type { Worker } from '../page/use-worker.ts';
import { importFiles, NOTHING_IMPORTED } from './import-files.ts';
import { saveFile } from './save-file.ts';
import { useStorage } from './use-storage.ts';

export interface Library extends Omit<ProofLibraryProps, 'openId'> {
  /** Counts the imports: lists are asked for again after each. */
  readonly imports: number;
  readonly problem: ErrorView | null;
}

export function useLibrary({ view, send }: Worker): Library {
  const [imported, setImported] = useState(NOTHING_IMPORTED);
  const [imports, setImports] = useState(0);
  const [problem, setProblem] = useState<ErrorView | null>(null);
  const [storage, keepStorage] = useStorage(view.overview);
  const asked = useAsked(view.ids);
  const { settings = null } = view.state ?? {};
  const total = view.proofs?.total;
  useEffect(() => send({ type: 'proofs/overview' }), [total, view.changes, imports]);
  useEffect(() => {
    if (view.exportEnd && view.exportEnd.count > 0) saveFile('sotto.proof.json', view.exported);
  }, [view.exportEnd]);
  const take = async (files: readonly File[], isAdding: boolean): Promise<void> => {
    if (settings === null || files.length === 0) return;
    setProblem(null);
    try {
      await importFiles(files, settings, isAdding, setImported);
    } catch (thrown) {
      setProblem(errorViewOf(thrown));
    }
    setImports((count) => count + 1);
  };
  const ask = (reason: 'select' | 'forget', search: string, filter: ListFilter | undefined) => {
    asked.begin(reason);
    send({ type: 'proofs/ids', search, ...(filter === undefined ? {} : { filter }) });
  };
  return {
    overview: view.overview,
    storage,
    exportEnd: view.exportEnd,
    imported,
    imports,
    problem,
    allIds: asked.selected,
    toForget: asked.toForget?.length ?? null,
    settings,
    on: {
      exportProofs: (ids, withPlaintext) =>
        send({ type: 'proofs/export', ids: [...ids], withPlaintext }),
      selectAll: (search, filter) => ask('select', search, filter),
      // None named would mean everything.
      forgetProofs: (ids) => {
        if (ids.length > 0) send({ type: 'proofs/forget-all', ids: [...ids] });
      },
      countToForget: (filter) => (filter === null ? asked.begin(null) : ask('forget', '', filter)),
      forgetCounted: () => {
        const ids = asked.toForget ?? [];
        if (ids.length > 0) send({ type: 'proofs/forget-all', ids: [...ids] });
        asked.begin(null);
      },
      importFiles: (files, isAdding) => void take(files, isAdding),
      keepStorage,
      changeSettings: (change) => {
        if (settings) send({ type: 'settings/write', settings: { ...settings, ...change } });
      },
    },
  };
}

interface Asked {
  readonly selected: readonly string[] | null;
  readonly toForget: readonly string[] | null;
  readonly begin: (reason: 'select' | 'forget' | null) => void;
}

/** The store answers with ids alone: what they were asked for is remembered here. */
function useAsked(ids: readonly string[] | null): Asked {
  const [reason, setReason] = useState<'select' | 'forget' | null>(null);
  const [old, setOld] = useState(ids);
  const answer = ids === old ? null : ids;
  return {
    selected: reason === 'select' ? answer : null,
    toForget: reason === 'forget' ? answer : null,
    begin: (next) => {
      setReason(next);
      setOld(ids);
    },
  };
}
