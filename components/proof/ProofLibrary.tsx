/** What can be done with many proofs at once: hand over, forget, and check files that somebody else handed over. */
import { useState } from 'preact/hooks';
import type { CheckedStep } from '../../lib/proofs/index.ts';
import type { OverviewView } from '../../lib/review/index.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { Tick } from '../ui/Field.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { ProofOverview } from './ProofOverview.tsx';
import { StepList } from './StepList.tsx';

/** One proof of a file that was dropped here. */
export interface CheckedFile {
  readonly name: string;
  readonly holds: boolean;
  /** The verdict in words, as the command line says it. */
  readonly words: string;
  readonly steps: readonly CheckedStep[];
}

export interface LibraryCallbacks {
  exportProofs: (ids: readonly string[], withPlaintext: boolean) => void;
  /** Everything, or what is older than so many days. */
  forgetOlder: (days: number) => void;
  checkFiles: (files: Iterable<File>) => void;
}

export interface ProofLibraryProps {
  overview: OverviewView | null;
  storedBytes: number | null;
  exportEnd: { count: number; skipped: number } | null;
  checked: readonly CheckedFile[];
  /** The open proof, which can be handed over alone. */
  openId: string | undefined;
  on: LibraryCallbacks;
}

export function ProofLibrary(props: ProofLibraryProps) {
  const { overview, on } = props;
  return (
    <div class="library">
      {overview && <ProofOverview overview={overview} storedBytes={props.storedBytes} />}
      <div class="library-acts">
        <Export {...props} />
        <Forget onForget={on.forgetOlder} />
      </div>
      <DropZone checked={props.checked} onFiles={on.checkFiles} />
    </div>
  );
}

function Export({ openId, exportEnd, on }: ProofLibraryProps) {
  const strings = useStrings();
  const { t } = strings;
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
      {exportEnd && (
        <p class="faint" role="status" data-testid="export-end">
          {plural(strings, 'exported', exportEnd.count)}
          {exportEnd.skipped > 0 && ` ${plural(strings, 'export_skipped', exportEnd.skipped)}`}
        </p>
      )}
    </section>
  );
}

const AGES = [0, 7, 30, 365] as const;

function Forget({ onForget }: { onForget: (days: number) => void }) {
  const strings = useStrings();
  const { t } = strings;
  const [days, setDays] = useState(0);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <section class="library-act">
      <label class="filter">
        <span class="field-label">{t('forget_which')}</span>
        <select
          class="input"
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
          data-testid="forget-which"
        >
          {AGES.map((age) => (
            <option key={age} value={String(age)}>
              {age === 0 ? t('forget_everything') : plural(strings, 'forget_older', age)}
            </option>
          ))}
        </select>
      </label>
      <Button kind="quiet" icon="trash" onClick={() => setIsAsking(true)} testId="forget-many">
        {t('forget')}
      </Button>
      {isAsking && (
        <Confirm
          question={t('forget_many_sure')}
          act={t('forget')}
          onCancel={() => setIsAsking(false)}
          onAct={() => {
            setIsAsking(false);
            onForget(days);
          }}
          testId="forget-many-sure"
        />
      )}
    </section>
  );
}

interface DropZoneProps {
  checked: readonly CheckedFile[];
  onFiles: (files: Iterable<File>) => void;
}

function DropZone({ checked, onFiles }: DropZoneProps) {
  const { t } = useStrings();
  return (
    <section
      class="drop-zone"
      aria-label={t('check_files')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onFiles(event.dataTransfer?.files ?? []);
      }}
    >
      <label class="drop-words">
        {t('check_files_about')}
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => onFiles(currentTarget.files ?? [])}
          data-testid="check-files"
        />
      </label>
      {checked.map((file) => (
        <details key={file.name} data-testid="checked-file" data-holds={String(file.holds)}>
          <summary>
            {file.name}: {file.words}
          </summary>
          <StepList steps={file.steps} />
        </details>
      ))}
    </section>
  );
}
