/** What can be done with many proofs at once: count them, hand over, take in, forget, and how long they are kept. */
import { useState } from 'preact/hooks';
import type { ListFilter } from '../../lib/proofs/index.ts';
import type { OverviewView } from '../../lib/review/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { KeepFor } from '../settings/KeepFor.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Tick } from '../ui/Field.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { ForgetMany } from './ForgetMany.tsx';
import { ImportZone, type ImportView } from './ImportZone.tsx';
import { ProofOverview, type StorageView } from './ProofOverview.tsx';

export interface LibraryCallbacks {
  /** None named: all of them. */
  exportProofs: (ids: readonly string[], withPlaintext: boolean) => void;
  /** Ticks everything that the list would show. */
  selectAll: (search: string, filter: ListFilter | undefined) => void;
  forgetProofs: (ids: readonly string[]) => void;
  /** Asks how many these are, before they are forgotten. */
  countToForget: (filter: ListFilter | null) => void;
  forgetCounted: () => void;
  importFiles: (files: readonly File[], isAdding: boolean) => void;
  keepStorage: () => void;
  changeSettings: (change: Partial<Settings>) => void;
}

export interface ProofLibraryProps {
  overview: OverviewView | null;
  storage: StorageView;
  exportEnd: { count: number; skipped: number } | null;
  imported: ImportView;
  /** The answer to the last selectAll; a new object each time. */
  allIds: readonly string[] | null;
  toForget: number | null;
  settings: Settings | null;
  /** The open proof, which can be handed over alone. */
  openId: string | undefined;
  on: LibraryCallbacks;
}

export function ProofLibrary(props: ProofLibraryProps) {
  const { t } = useStrings();
  const { overview, on } = props;
  return (
    <div class="library">
      {overview && (
        <ProofOverview overview={overview} storage={props.storage} onKeep={on.keepStorage} />
      )}
      <Disclosure summary={t('library_acts')} testId="library-acts">
        {() => <Acts {...props} />}
      </Disclosure>
      {props.exportEnd && <Exported {...props.exportEnd} />}
    </div>
  );
}

/** Seldom needed, and so behind a click: what is looked for on this page are the proofs. */
function Acts(props: ProofLibraryProps) {
  const { settings, on } = props;
  return (
    <>
      <div class="library-acts">
        <Export {...props} />
        <ForgetMany
          counted={props.toForget}
          onCount={on.countToForget}
          onCancel={() => on.countToForget(null)}
          onForget={on.forgetCounted}
        />
        {settings && (
          <section class="library-act">
            <KeepFor
              days={settings.keepDays}
              onChange={(keepDays) => on.changeSettings({ keepDays })}
            />
          </section>
        )}
      </div>
      <ImportZone imported={props.imported} onFiles={on.importFiles} />
    </>
  );
}

function Export({ openId, on }: ProofLibraryProps) {
  const { t } = useStrings();
  const [withPlaintext, setWithPlaintext] = useState(false);
  return (
    <section class="library-act">
      <Tick
        label={t('export_texts')}
        hint={t('export_texts_about')}
        isTicked={withPlaintext}
        onChange={setWithPlaintext}
        testId="export-texts"
      />
      <div class="bar-group">
        <Button onClick={() => on.exportProofs([], withPlaintext)} testId="export-all">
          {t('export_all')}
        </Button>
        {openId !== undefined && (
          <Button onClick={() => on.exportProofs([openId], withPlaintext)} testId="export-one">
            {t('export_one')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Exported({ count, skipped }: { count: number; skipped: number }) {
  const strings = useStrings();
  return (
    <p class="faint" role="status" data-testid="export-end">
      {plural(strings, 'exported', count)}
      {skipped > 0 && ` ${plural(strings, 'export_skipped', skipped)}`}
    </p>
  );
}
