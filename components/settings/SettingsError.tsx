/** What is wrong with the settings or their relay, with the way on that this page has: to ask the browser again. */
import type { ErrorView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface SettingsErrorProps {
  error: ErrorView;
  /** Asks the browser for the relay's host again. Called in the click's own task. */
  onAllow: () => void;
}

export function SettingsError({ error, onAllow }: SettingsErrorProps) {
  const { t } = useStrings();
  if (error.code !== 'relay-permission-missing') return <ErrorNotice error={error} />;
  return (
    <ErrorNotice
      error={error}
      wayOn={
        <Button onClick={onAllow} testId="relay-allow">
          {t('relay_allow')}
        </Button>
      }
    />
  );
}
