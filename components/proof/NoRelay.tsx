/** Said where an enclave would stand, before a relay is set. */
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export function NoRelay({ onOpenSettings }: { onOpenSettings: () => void }) {
  const { t } = useStrings();
  return (
    <Notice
      kind="info"
      testId="no-relay"
      actions={
        <Button icon="gear" onClick={onOpenSettings} testId="open-settings">
          {t('open_settings')}
        </Button>
      }
    >
      {t('no_relay')}
    </Notice>
  );
}
