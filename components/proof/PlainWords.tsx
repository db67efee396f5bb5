/**
 * What the proof of each kind of enclave means and what it cannot show, in plain words, beside the proof itself.
 * Must never say more than the evidence: where a vendor has to be believed, it says so.
 */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { useStrings } from '../ui/strings.ts';

/** The kinds that lib/attestation verifies; the gateway's own comes first. */
const KINDS = ['aws_nitro', 'amd_sev_snp', 'intel_tdx', 'nvidia', 'composite'] as const;

export function PlainWords({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  const own = (enclave.kind ?? 'aws-nitro').replaceAll('-', '_');
  const isReadOutside = enclave.models?.some(({ place }) => place === 'third-party') ?? false;
  return (
    <Disclosure summary={t('plain_words')} testId="plain-words">
      {() => (
        <div class="plain-words">
          {enclave.isDevelopmentRoot && <p class="plain-warning">{t('plain_development')}</p>}
          {isReadOutside && <p class="plain-warning">{t('plain_third_party_here')}</p>}
          <Kind kind={own} />
          <p>{t('plain_third_party')}</p>
          <Disclosure summary={t('plain_others')}>
            {() =>
              KINDS.filter((kind) => kind !== own).map((kind) => <Kind key={kind} kind={kind} />)
            }
          </Disclosure>
        </div>
      )}
    </Disclosure>
  );
}

function Kind({ kind }: { kind: string }) {
  const { t } = useStrings();
  return (
    <section>
      <h4>{t(`plain_${kind}`)}</h4>
      <p>
        <strong>{t('plain_means')}</strong> {t(`plain_${kind}_means`)}
      </p>
      <p>
        <strong>{t('plain_cannot')}</strong> {t(`plain_${kind}_cannot`)}
      </p>
    </section>
  );
}
