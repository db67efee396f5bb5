/**
 * The entry of an on-chain registry that named the enclave: what of it was checked again on this device, and what is
 * only the registry's word. Must never draw the two alike.
 */
import type { EnclaveView, RegistryView } from '../../lib/ask/index.ts';
import { useNow } from '../ui/clock.ts';
import { dateAndTime, relativeAge } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { Fact } from './Fact.tsx';
import { Hex } from './Measurement.tsx';

const TONES = { here: 'holds', registry: 'warns', refused: 'fails' } as const;

/** A state of its own, above everything else that is said of such an enclave. */
export function RegistryNotice({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  if (enclave.registry?.attested !== 'registry') return null;
  return (
    <Notice kind="warning" testId="registry-only">
      {t('registry_only')}
    </Notice>
  );
}

export function RegistryFacts({ registry }: { registry: RegistryView }) {
  const { t } = useStrings();
  const { attested, teeId, pcrHash, endpoint } = registry;
  return (
    <>
      <Fact name={t('fact_attested')}>
        <span data-testid="attested" data-attested={attested}>
          <Verdict tone={TONES[attested]} name={t(`attested_${attested}`)} />
        </span>
      </Fact>
      <Fact name={t('fact_tee_id')}>
        <span data-testid="tee-id">
          <Hex hex={bare(teeId)} />
        </span>
      </Fact>
      <Fact name={t('fact_pcr_hash')}>
        <Hex hex={bare(pcrHash)} />
      </Fact>
      {endpoint !== '' && <Fact name={t('fact_endpoint')}>{endpoint}</Fact>}
      {registry.address !== '' && <ChainFacts registry={registry} />}
    </>
  );
}

/** When and by whom the entry was read; what came from a file has none of it. */
function ChainFacts({ registry }: { registry: RegistryView }) {
  const { t, locale } = useStrings();
  const nowMs = useNow(1000);
  const { chainId, address, block, nodes, heartbeatAtMs, registeredAtMs, transaction } = registry;
  const agreed = nodes.length > 1 ? 'nodes_agreed' : 'nodes_one';
  return (
    <>
      <Fact name={t('fact_heartbeat')}>
        <time
          dateTime={new Date(heartbeatAtMs).toISOString()}
          title={dateAndTime(locale, heartbeatAtMs)}
          data-testid="heartbeat-age"
        >
          {relativeAge(locale, heartbeatAtMs, nowMs)}
        </time>
      </Fact>
      <Fact name={t('fact_registered')}>{dateAndTime(locale, registeredAtMs)}</Fact>
      <Fact name={t('fact_nodes')}>
        <span data-testid="nodes">{nodes.join(', ')}</span>{' '}
        <span class="faint">{t(agreed, String(nodes.length))}</span>
      </Fact>
      <Fact name={t('fact_block')}>
        {t('block_of', new Intl.NumberFormat(locale).format(block), String(chainId))}
      </Fact>
      <Fact name={t('fact_registry')}>
        <code class="fact-code">{address}</code>
      </Fact>
      <Fact name={t('fact_registration')}>
        {transaction === undefined ? (
          <span class="faint">{t('registration_not_served')}</span>
        ) : (
          <Hex hex={bare(transaction)} />
        )}
      </Fact>
    </>
  );
}

function bare(hex: string): string {
  return hex.replace(/^0x/, '');
}
