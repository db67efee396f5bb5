/**
 * Where files of proofs are dropped or chosen: each proof is checked, and what holds is added to the history unless the
 * person only wants to look. What was refused is named, with its reason and every step.
 */
import { useState } from 'preact/hooks';
import type { ReadProof } from '../../lib/review/index.ts';
import { Tick } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { useDrop } from '../ui/use-drop.ts';
import { StepList } from './StepList.tsx';

/** What has come of the files so far. */
export interface ImportView {
  readonly isReading: boolean;
  readonly counts: Readonly<Record<ReadProof['outcome'], number>>;
  /** Everything that was refused, and the first of the others; a file may hold ten thousand. */
  readonly shown: readonly ReadProof[];
}

export interface ImportZoneProps {
  imported: ImportView;
  onFiles: (files: readonly File[], isAdding: boolean) => void;
}

export function ImportZone({ imported, onFiles }: ImportZoneProps) {
  const { t } = useStrings();
  const [isAdding, setIsAdding] = useState(true);
  const { isOver, handlers } = useDrop(({ files }) => onFiles([...files], isAdding));
  return (
    <section
      class={`drop-zone${isOver ? ' drop-zone-over' : ''}`}
      aria-label={t('import')}
      data-testid="drop-zone"
      {...handlers}
    >
      <Choose isOff={imported.isReading} onFiles={(files) => onFiles(files, isAdding)} />
      <Tick
        label={t('import_add')}
        hint={t('import_add_about')}
        isTicked={isAdding}
        onChange={setIsAdding}
        testId="import-add"
      />
      <Outcome imported={imported} />
    </section>
  );
}

function Choose({ isOff, onFiles }: { isOff: boolean; onFiles: (files: File[]) => void }) {
  const { t } = useStrings();
  return (
    <div class="drop-words">
      <p>{t('import_about')}</p>
      <label class="button button-plain file-button">
        <span class="button-words">{t('import_choose')}</span>
        <input
          type="file"
          class="only-heard"
          multiple
          disabled={isOff}
          onChange={({ currentTarget }) => {
            onFiles([...(currentTarget.files ?? [])]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
          data-testid="import-files"
        />
      </label>
    </div>
  );
}

const OUTCOMES = ['added', 'known', 'checked', 'refused'] as const;

function Outcome({ imported }: { imported: ImportView }) {
  const strings = useStrings();
  const { t } = strings;
  const said = OUTCOMES.filter((outcome) => imported.counts[outcome] > 0);
  if (said.length === 0 && !imported.isReading) return null;
  return (
    <>
      <p role="status" data-testid="import-outcome" data-reading={String(imported.isReading)}>
        {imported.isReading && `${t('import_reading')} `}
        {said
          .map((outcome) => plural(strings, `import_${outcome}`, imported.counts[outcome]))
          .join(' ')}
      </p>
      {imported.shown.map((proof) => (
        <details
          class="disclosure"
          key={`${proof.file} ${String(proof.number)}`}
          data-testid="imported-proof"
          data-outcome={proof.outcome}
          data-code={proof.code ?? ''}
        >
          <summary>
            <Icon name="chevron" size={12} />
            <span class="disclosure-summary">
              <bdi>{proof.file}</bdi> #{proof.number}: {t(`outcome_${proof.outcome}`)} ·{' '}
              {proof.words}
            </span>
          </summary>
          <StepList steps={proof.steps} />
        </details>
      ))}
    </>
  );
}
