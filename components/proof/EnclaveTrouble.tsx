/** What stands in the way of Send: no relay, an enclave that was refused, a key that changed. Nothing when all is well. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import type { AskCallbacks } from '../callbacks.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { NoRelay } from './NoRelay.tsx';

export interface EnclaveTroubleProps {
  enclave: EnclaveView;
  on: Pick<AskCallbacks, 'recheckEnclave' | 'openSettings'>;
  onEnclave: () => void;
}

export function EnclaveTrouble({ enclave, on, onEnclave }: EnclaveTroubleProps) {
  const { t } = useStrings();
  if (enclave.phase === 'unset') return <NoRelay onOpenSettings={on.openSettings} />;
  if (enclave.phase === 'refused' && enclave.error) {
    return (
      <div class="trouble">
        <ErrorNotice
          error={enclave.error}
          more={t('nothing_was_sent')}
          onRetry={on.recheckEnclave}
          onOpenSettings={on.openSettings}
        />
        {enclave.steps && enclave.steps.length > 0 && (
          <Button kind="quiet" onClick={onEnclave} testId="show-checks">
            {t('show_checks')}
          </Button>
        )}
      </div>
    );
  }
  if (enclave.keyAlarm) {
    return (
      <ErrorNotice
        error={enclave.keyAlarm}
        onRetry={on.recheckEnclave}
        onOpenSettings={on.openSettings}
      />
    );
  }
  if (enclave.isKeyChanged) return <Notice kind="info">{t('key_changed_long')}</Notice>;
  return null;
}
