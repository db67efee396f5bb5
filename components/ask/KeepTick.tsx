/** Whether this ask is kept: nothing of one that is not ever reaches the disk, not even as a draft. */
import type { Draft } from '../../lib/ask/index.ts';
import { Tick } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';

export interface KeepTickProps {
  draft: Draft;
  onChange: (change: { isUnkept: boolean }) => void;
}

export function KeepTick({ draft, onChange }: KeepTickProps) {
  const { t } = useStrings();
  return (
    <span title={t('do_not_keep_hint')}>
      <Tick
        label={t('do_not_keep')}
        isTicked={draft.isUnkept === true}
        onChange={(isUnkept) => onChange({ isUnkept })}
        testId="do-not-keep"
      />
    </span>
  );
}
