/** The enclave that would be asked now: refused or verified, with every check, before any question is sent. */
import { useId } from 'preact/hooks';
import type { EnclaveView } from '../../lib/ask/index.ts';
import type { AskCallbacks } from '../callbacks.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { LongWait } from '../ui/LongWait.tsx';
import { useStrings } from '../ui/strings.ts';
import { sharedOperator } from '../ask/who-learns.ts';
import { Ledger } from './Ledger.tsx';
import { PlainWords } from './PlainWords.tsx';
import { KeysSeen } from './KeysSeen.tsx';
import { NoRelay } from './NoRelay.tsx';
import { ProofSteps } from './ProofSteps.tsx';

export interface EnclaveScreenProps {
  enclave: EnclaveView;
  on: Pick<AskCallbacks, 'recheckEnclave' | 'openSettings'>;
}

export function EnclaveScreen({ enclave, on }: EnclaveScreenProps) {
  const { t } = useStrings();
  const id = useId();
  if (enclave.phase === 'unset') {
    return (
      <div class="app-body">
        <NoRelay onOpenSettings={on.openSettings} />
      </div>
    );
  }
  return (
    <div class="app-body" tabIndex={0} role="region" aria-label={t('enclave')}>
      <Foreword enclave={enclave} on={on} />
      <ProofSteps
        id={id}
        enclave={enclave}
        steps={enclave.steps ?? []}
        onRecheck={on.recheckEnclave}
      />
      {enclave.seen && <Ledger seen={enclave.seen} current={enclave.measurement} />}
      {enclave.keysSeen && <KeysSeen keys={enclave.keysSeen} />}
      <PlainWords enclave={enclave} />
    </div>
  );
}

/** What a person should have read before the checks. */
function Foreword({ enclave, on }: EnclaveScreenProps) {
  const { t } = useStrings();
  const operator = sharedOperator(enclave);
  return (
    <>
      {enclave.phase === 'checking' && (
        <LongWait
          words={t('enclave_checking_long')}
          more={t('wait_enclave')}
          wayOut={on.recheckEnclave}
        />
      )}
      {!enclave.error && enclave.keyAlarm && (
        <ErrorNotice
          error={enclave.keyAlarm}
          onRetry={on.recheckEnclave}
          onOpenSettings={on.openSettings}
        />
      )}
      {enclave.error && (
        <ErrorNotice
          error={enclave.error}
          onRetry={on.recheckEnclave}
          onOpenSettings={on.openSettings}
        />
      )}
      {operator && <Notice kind="warning">{t('same_operator', operator)}</Notice>}
    </>
  );
}
