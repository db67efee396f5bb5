/** What the proofs page does beyond looking: totals, files out, files in, many forgotten at once. */
import { useEffect, useState } from 'preact/hooks';
import type { ProofLibraryProps } from '../../components/proof/ProofLibrary.tsx';
import { errorViewOf, type ErrorView } from '../../lib/ask/index.ts';
import type { ListFilter } from '../../lib/proofs/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import type { Worker } from '../page/use-worker.ts';
import { importFiles, NOTHING_IMPORTED } from './import-files.ts';
import { saveFile } from '../page/save-file.ts';
import { useStorage } from './use-storage.ts';

export interface Library extends Omit<ProofLibraryProps, 'openId'> {
  /** Counts the imports: lists are asked for again after each. */
  readonly imports: number;
  readonly problem: ErrorView | null;
}

export function useLibrary({ view, send }: Worker): Library {
  const [storage, keepStorage] = useStorage(view.overview);
  const asked = useAsked(view.ids);
  const { settings = null } = view.state ?? {};
  const { take, ...taken } = useImport(settings);
  const total = view.proofs?.total;
  useEffect(() => send({ type: 'proofs/overview' }), [total, view.changes, taken.imports]);
  useEffect(() => {
    if (view.exportEnd && view.exportEnd.count > 0) saveFile('sotto.proof.json', view.exported);
  }, [view.exportEnd]);
  return {
    overview: view.overview,
    storage,
    exportEnd: view.exportEnd,
    ...taken,
    allIds: asked.selected,
    toForget: asked.toForget?.length ?? null,
    settings,
    on: {
      ...manyCallbacks(send, asked),
      importFiles: (files, isAdding) => void take(files, isAdding),
      keepStorage,
      changeSettings: (change) => {
        if (settings) send({ type: 'settings/write', settings: { ...settings, ...change } });
      },
    },
  };
}

type Many = Pick<
  ProofLibraryProps['on'],
  'exportProofs' | 'selectAll' | 'forgetProofs' | 'countToForget' | 'forgetCounted'
>;

function manyCallbacks(send: Worker['send'], asked: Asked): Many {
  const ask = (reason: 'select' | 'forget', search: string, filter: ListFilter | undefined) => {
    asked.begin(reason);
    send({ type: 'proofs/ids', search, ...(filter === undefined ? {} : { filter }) });
  };
  const forget = (ids: readonly string[]) => {
    // None named would mean everything.
    if (ids.length > 0) send({ type: 'proofs/forget-all', ids: [...ids] });
  };
  return {
    exportProofs: (ids, withPlaintext) =>
      send({ type: 'proofs/export', ids: [...ids], withPlaintext }),
    selectAll: (search, filter) => ask('select', search, filter),
    forgetProofs: forget,
    countToForget: (filter) => (filter === null ? asked.begin(null) : ask('forget', '', filter)),
    forgetCounted: () => {
      forget(asked.toForget ?? []);
      asked.begin(null);
    },
  };
}

type Taken = Pick<Library, 'imported' | 'imports' | 'problem'> & {
  take: (files: readonly File[], isAdding: boolean) => Promise<void>;
};

function useImport(settings: Settings | null): Taken {
  const [imported, setImported] = useState(NOTHING_IMPORTED);
  const [imports, setImports] = useState(0);
  const [problem, setProblem] = useState<ErrorView | null>(null);
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
  return { imported, imports, problem, take };
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
