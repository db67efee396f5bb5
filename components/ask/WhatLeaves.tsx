/** "What leaves this device, and who learns what": the exact plaintext and the size on the wire, before Send. */
import type { EnclaveView, LeavesView, ModelView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { byteSize } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { WhoLearns } from './WhoLearns.tsx';
import { sharedOperator } from './who-learns.ts';

export interface WhatLeavesProps {
  leaves: LeavesView | null;
  enclave: EnclaveView;
  model: ModelView | undefined;
}

export function WhatLeaves({ leaves, enclave, model }: WhatLeavesProps) {
  const { t, locale } = useStrings();
  const size = leaves && !leaves.error ? byteSize(locale, leaves.sealedBytes) : '';
  const operator = sharedOperator(enclave);
  return (
    <div class="leaves" data-testid="leaves">
      {operator && (
        <Notice kind="warning" testId="same-operator">
          {t('same_operator', operator)}
        </Notice>
      )}
      {model?.place === 'third-party' && (
        <Notice kind="warning" testId="third-party">
          {t('third_party_reads', [model.upstream, ...(model.failover ?? [])].join(', '))}
        </Notice>
      )}
      <Disclosure summary={size ? t('leaves_summary', size) : t('leaves_summary_none')}>
        {() => (
          <>
            <WhoLearns enclave={enclave} model={model} size={size} />
            <h2>{t('leaves_plaintext')}</h2>
            {leaves ? (
              <pre class="plaintext" tabIndex={0} dir="ltr">
                <VisibleText text={leaves.plaintext} />
              </pre>
            ) : (
              <p class="faint">{t('leaves_nothing_yet')}</p>
            )}
          </>
        )}
      </Disclosure>
    </div>
  );
}
