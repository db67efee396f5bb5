/** Behind the chip: every state in a sentence, the measurement in full, the facts, and each check with its verdict. */
import type { EnclaveView, ProofStates, StepView } from '../../lib/ask/index.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { EnclaveFacts } from './EnclaveFacts.tsx';
import { Measurement } from './Measurement.tsx';
import { nameKey, PROOF_PARTS, sentenceKey, toneOf } from './proof-states.ts';
import { RegistryNotice } from './RegistryFacts.tsx';
import { StepList } from './StepList.tsx';
import { TrustChain } from './TrustChain.tsx';

export interface ProofStepsProps {
  id: string;
  enclave: EnclaveView;
  steps: readonly StepView[];
  /** Absent where only the enclave is looked at, before any ask. */
  states?: ProofStates;
  model?: string;
  upstream?: string | undefined;
  onRecheck?: () => void;
}

export function ProofSteps(props: ProofStepsProps) {
  const { t } = useStrings();
  const { enclave, states, steps } = props;
  return (
    <section
      class="proof-panel"
      id={props.id}
      aria-label={t('proof_details')}
      data-testid="proof-panel"
    >
      <h2 class="only-heard">{t('proof_details')}</h2>
      <RegistryNotice enclave={enclave} />
      {states && <StateSentences states={states} network={enclave.network} />}
      {enclave.measurement && (
        <>
          <h3>{t('measurement')}</h3>
          <Measurement measurement={enclave.measurement} />
        </>
      )}
      {enclave.chain && enclave.chain.length > 0 && (
        <>
          <h3>{t('chain')}</h3>
          <TrustChain links={enclave.chain} source={enclave} />
        </>
      )}
      <h3>{t('facts')}</h3>
      <EnclaveFacts
        enclave={enclave}
        {...(props.model ? { model: props.model, upstream: props.upstream } : {})}
        {...(props.onRecheck ? { onRecheck: props.onRecheck } : {})}
      />
      {steps.length > 0 && (
        <>
          <h3>{t('checks')}</h3>
          <StepList steps={steps} />
        </>
      )}
    </section>
  );
}

interface StateSentencesProps {
  states: ProofStates;
  network: EnclaveView['network'];
}

function StateSentences({ states, network }: StateSentencesProps) {
  const { t } = useStrings();
  return (
    <ul class="state-sentences">
      {PROOF_PARTS.map((part) => (
        <li key={part}>
          <Verdict tone={toneOf(states[part])} name={t(nameKey(part))} />
          <span>{t(sentenceKey(part, states[part], network))}</span>
        </li>
      ))}
    </ul>
  );
}
