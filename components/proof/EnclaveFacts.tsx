/** Who the enclave is and how the way to it runs, as facts with names. Says what is not known instead of leaving it out. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { EvidenceAge } from './EvidenceAge.tsx';
import { Fact } from './Fact.tsx';
import { Hex } from './Measurement.tsx';
import { RegistryFacts } from './RegistryFacts.tsx';

export interface EnclaveFactsProps {
  enclave: EnclaveView;
  model?: string;
  upstream?: string | undefined;
  onRecheck?: () => void;
}

export function EnclaveFacts({ enclave, model, upstream, onRecheck }: EnclaveFactsProps) {
  const { t, locale } = useStrings();
  return (
    <dl class="facts">
      <ReleaseFact enclave={enclave} />
      {enclave.evidenceTimeMs !== undefined && (
        <Fact name={t(enclave.registry ? 'fact_registration_evidence' : 'fact_evidence')}>
          <EvidenceAge
            evidenceTimeMs={enclave.evidenceTimeMs}
            {...(onRecheck ? { onRecheck } : {})}
          />
        </Fact>
      )}
      <WayFacts enclave={enclave} />
      {enclave.registry && <RegistryFacts registry={enclave.registry} />}
      {model && (
        <Fact name={t('fact_model')}>
          {model} {upstream && <span class="faint">{t('at_upstream', upstream)}</span>}
        </Fact>
      )}
      {enclave.build && <Fact name={t('fact_build')}>{enclave.build}</Fact>}
      {enclave.keyId !== undefined && (
        <Fact name={t('fact_key')}>
          <span data-testid="key-id">{enclave.keyId}</span>
          {enclave.isKeyChanged && <span class="faint"> {t('key_changed')}</span>}
        </Fact>
      )}
      {enclave.keyUntilMs !== undefined && (
        <Fact name={t('fact_key_until')}>{dateAndTime(locale, enclave.keyUntilMs)}</Fact>
      )}
      {enclave.keyConfigHashHex && (
        <Fact name={t('fact_key_hash')}>
          <Hex hex={enclave.keyConfigHashHex} />
        </Fact>
      )}
    </dl>
  );
}

/** Which release runs, and who says that it may. */
function ReleaseFact({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  const { releaseName, releaseSource, releaseList = '' } = enclave;
  return (
    <Fact name={t('fact_release')}>
      {releaseName ?? t('release_unknown')}{' '}
      {releaseSource && (
        <span class="faint" data-testid="release-source">
          {t(`source_${releaseSource}`, releaseList)}
        </span>
      )}
    </Fact>
  );
}

function WayFacts({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  const by = (operator: string | undefined) => (operator ? t('run_by', operator) : '');
  return (
    <>
      <Fact name={t('fact_relay')}>
        <span data-testid="relay-host">{enclave.relayHost ?? '–'}</span>{' '}
        <span class="faint">{by(enclave.relayOperator)}</span>
      </Fact>
      {enclave.gatewayName && !enclave.registry && (
        <Fact name={t('fact_gateway')}>
          {enclave.gatewayName} <span class="faint">{by(enclave.gatewayOperator)}</span>
        </Fact>
      )}
    </>
  );
}
