/** Each check with its verdict, in order, opening to its detail and the bytes it was about. */
import type { StepView } from '../../lib/ask/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { byteSize } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict, type Tone } from '../ui/Verdict.tsx';
import { VisibleText } from '../ui/VisibleText.tsx';
import { Hex } from './Measurement.tsx';

export const TONES: Readonly<Record<StepView['verdict'], Tone>> = {
  pass: 'holds',
  fail: 'fails',
  'not-reached': 'absent',
};

/** Evidence documents are some 5 kB; all of it can be copied, the beginning is enough to look at. */
const MAX_DRAWN_HEX = 2048;

export function StepList({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step.name}>
          <StepRow step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepRow({ step }: { step: StepView }) {
  const { t } = useStrings();
  const name = t(`step_${step.name.replaceAll('-', '_')}`) || step.name;
  const summary = (
    <>
      <Verdict tone={TONES[step.verdict]} name={name} />
      <span class="only-heard"> {t(`verdict_${step.verdict.replaceAll('-', '_')}`)}</span>
    </>
  );
  return (
    <Disclosure
      summary={summary}
      testId={`step-${step.name}`}
      verdict={step.verdict}
      isOpenAtFirst={step.verdict === 'fail'}
    >
      {() => (
        <>
          <p class="step-detail">
            {step.detail ? <VisibleText text={step.detail} /> : t('step_no_detail')}
          </p>
          {step.bytesHex !== undefined && step.bytesHex !== '' && <Bytes hex={step.bytesHex} />}
        </>
      )}
    </Disclosure>
  );
}

export function Bytes({ hex }: { hex: string }) {
  const { t, locale } = useStrings();
  return (
    <div class="step-bytes">
      <span class="step-bytes-head">
        {byteSize(locale, hex.length / 2)}
        <CopyButton text={hex} label={t('copy_bytes')} />
      </span>
      <Hex hex={hex.slice(0, MAX_DRAWN_HEX)} />
      {hex.length > MAX_DRAWN_HEX && <p class="faint">{t('bytes_cut')}</p>}
    </div>
  );
}
