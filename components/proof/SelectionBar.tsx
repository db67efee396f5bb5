/** What can be done with the ticked proofs: hand them over, with their texts or without, and forget them. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { plural, useStrings } from '../ui/strings.ts';

export interface SelectionBarProps {
  count: number;
  onSelectAll: () => void;
  onClear: () => void;
  onExport: (withPlaintext: boolean) => void;
  onForget: () => void;
}

export function SelectionBar(props: SelectionBarProps) {
  const strings = useStrings();
  const { t } = strings;
  const { count } = props;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div class="selection-bar" role="group" aria-label={t('selection_acts')}>
      <span role="status" data-testid="selected-count">
        {count === 0 ? t('selection_none') : plural(strings, 'selection', count)}
      </span>
      <span class="bar-group">
        <Button kind="quiet" onClick={props.onSelectAll} testId="select-all">
          {t('select_all')}
        </Button>
        {count > 0 && <Acts {...props} onAsk={() => setIsAsking(true)} />}
      </span>
      {isAsking && count > 0 && (
        <Confirm
          question={plural(strings, 'forget_sure', count)}
          act={t('forget')}
          onCancel={() => setIsAsking(false)}
          onAct={() => {
            setIsAsking(false);
            props.onForget();
          }}
          testId="forget-selected-sure"
        />
      )}
    </div>
  );
}

function Acts({ onClear, onExport, onAsk }: SelectionBarProps & { onAsk: () => void }) {
  const { t } = useStrings();
  return (
    <>
      <Button kind="quiet" onClick={onClear} testId="select-none">
        {t('select_none')}
      </Button>
      <Button onClick={() => onExport(false)} testId="export-selected">
        {t('export')}
      </Button>
      <Button onClick={() => onExport(true)} testId="export-selected-texts">
        {t('export_with_texts')}
      </Button>
      <Button kind="quiet" icon="trash" onClick={onAsk} testId="forget-selected">
        {t('forget')}
      </Button>
    </>
  );
}
