/** A test of the whole way as it is saved, each stage with its verdict, and behind it every check and fact. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { EnclaveFacts } from '../proof/EnclaveFacts.tsx';
import { StepList } from '../proof/StepList.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { useStrings } from '../ui/strings.ts';
import { Verdict, type Tone } from '../ui/Verdict.tsx';
import { VisibleText } from '../ui/VisibleText.tsx';
import { SettingsError } from './SettingsError.tsx';
import { stagesOf, type Stage } from './way-stages.ts';

export interface WayTestProps {
  enclave: EnclaveView | null;
  isConnected: boolean;
  isChanged: boolean;
  onTest: () => void;
  onAllow: () => void;
}

export function WayTest({ enclave, isConnected, isChanged, onTest, onAllow }: WayTestProps) {
  const { t } = useStrings();
  return (
    <>
      <Button icon="again" onClick={onTest} isDisabled={isChanged} testId="settings-test">
        {isChanged ? t('test_after_save') : t('test_way')}
      </Button>
      {enclave && !isChanged && enclave.phase !== 'unset' && (
        <Outcome enclave={enclave} isConnected={isConnected} onAllow={onAllow} />
      )}
    </>
  );
}

type OutcomeProps = Pick<WayTestProps, 'isConnected' | 'onAllow'> & { enclave: EnclaveView };

function Outcome({ enclave, isConnected, onAllow }: OutcomeProps) {
  const { t } = useStrings();
  const { phase, error, steps = [] } = enclave;
  return (
    <div class="test-outcome" data-testid="test-outcome" data-enclave={phase}>
      <ol class="way-stages" aria-label={t('way_stages')} aria-busy={phase === 'checking'}>
        {stagesOf(enclave, isConnected).map((stage) => (
          <StageRow key={stage.name} stage={stage} />
        ))}
      </ol>
      <p role="status" class={phase === 'ready' ? 'test-holds' : 'only-heard'}>
        {phase === 'ready' && t('test_holds')}
        {phase === 'checking' && t('enclave_checking_long')}
      </p>
      {error && <SettingsError error={error} onAllow={onAllow} />}
      <Disclosure summary={t('facts')} testId="test-facts">
        {() => <EnclaveFacts enclave={enclave} />}
      </Disclosure>
      {steps.length > 0 && (
        <Disclosure key={phase} summary={t('checks')} isOpenAtFirst={phase === 'refused'}>
          {() => <StepList steps={steps} />}
        </Disclosure>
      )}
    </div>
  );
}

const TONES: Readonly<Record<Stage['verdict'], Tone>> = {
  pass: 'holds',
  fail: 'fails',
  'under-way': 'pending',
  'not-reached': 'absent',
};

function StageRow({ stage: { name, verdict, said } }: { stage: Stage }) {
  const { t } = useStrings();
  return (
    <li data-testid={`stage-${name}`} data-verdict={verdict}>
      <Verdict tone={TONES[verdict]} name={t(`stage_${name}`)} />
      <span class="only-heard"> {t(`verdict_${verdict.replaceAll('-', '_')}`)}</span>
      {said !== '' && (
        <span class="faint way-said">
          <VisibleText text={said} />
        </span>
      )}
    </li>
  );
}
