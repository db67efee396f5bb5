/** Save and undo, with what keeps the settings from being stored. Stays in sight while there is something to save. */
import type { ErrorView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { useStrings } from '../ui/strings.ts';
import { SettingsError } from './SettingsError.tsx';

export interface SaveBarProps {
  isChanged: boolean;
  error: ErrorView | undefined;
  onUndo: () => void;
  onAllow: () => void;
}

export function SaveBar({ isChanged, error, onUndo, onAllow }: SaveBarProps) {
  const { t } = useStrings();
  return (
    <div class={isChanged || error ? 'save-bar save-bar-needed' : 'save-bar'}>
      {error && <SettingsError error={error} onAllow={onAllow} />}
      <span class="faint" role="status" data-testid="settings-status">
        {isChanged ? t('settings_unsaved') : t('settings_saved')}
      </span>
      <Button onClick={onUndo} isDisabled={!isChanged}>
        {t('settings_undo')}
      </Button>
      <Button kind="primary" type="submit" isDisabled={!isChanged} testId="settings-save">
        {t('save')}
      </Button>
    </div>
  );
}
