/** What the proofs page does beyond looking: totals, files out, files in. */
import { useEffect, useState } from 'preact/hooks';
import type { CheckedFile, ProofLibraryProps } from '../../components/proof/ProofLibrary.tsx';
import type { Worker } from '../page/use-worker.ts';
import { checkFile } from './check-files.ts';
import { saveFile } from './save-file.ts';

const DAY_MS = 86_400_000;

export function useLibrary({ view, send }: Worker): Omit<ProofLibraryProps, 'openId'> {
  const [checked, setChecked] = useState<readonly CheckedFile[]>([]);
  const [storedBytes, setStoredBytes] = useState<number | null>(null);
  const total = view.proofs?.total;
  useEffect(() => {
    send({ type: 'proofs/overview' });
    void navigator.storage.estimate().then(({ usage }) => setStoredBytes(usage ?? null));
  }, [total, view.changes]);
  useEffect(() => {
    if (view.exportEnd && view.exportEnd.count > 0) saveFile('sotto.proof.json', view.exported);
  }, [view.exportEnd]);
  const check = async (files: Iterable<File>): Promise<void> => {
    const { settings } = view.state ?? {};
    if (settings === undefined) return;
    for (const file of files) {
      for await (const one of checkFile(file, settings)) setChecked((old) => [...old, one]);
    }
  };
  return {
    overview: view.overview,
    storedBytes,
    exportEnd: view.exportEnd,
    checked,
    on: {
      exportProofs: (ids, withPlaintext) =>
        send({ type: 'proofs/export', ids: [...ids], withPlaintext }),
      forgetOlder: (days) => {
        const untilMs = Date.now() - days * DAY_MS;
        send({ type: 'proofs/forget-all', ids: [], ...(days > 0 ? { untilMs } : {}) });
      },
      checkFiles: (files) => void check(files),
    },
  };
}
