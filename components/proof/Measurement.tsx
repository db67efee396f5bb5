/** PCR0 to PCR2 in full, readable in groups, exact when copied. */
import type { MeasurementView } from '../../lib/ask/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { hexGroups } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';

const PARTS = ['pcr0', 'pcr1', 'pcr2'] as const;

export function Measurement({ measurement }: { measurement: MeasurementView }) {
  const { t } = useStrings();
  return (
    <dl class="measurement">
      {PARTS.map((part) => (
        <div key={part}>
          <dt>
            {part.toUpperCase()} <span class="faint">{t(`measured_${part}`)}</span>
            <CopyButton text={measurement[part]} label={t('copy_named', part.toUpperCase())} />
          </dt>
          <dd>
            <Hex hex={measurement[part]} testId={part} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Groups are spans with margins: the text itself has no spaces in it. */
export function Hex({ hex, testId }: { hex: string; testId?: string }) {
  return (
    <code class="hex" dir="ltr" data-testid={testId}>
      {hexGroups(hex).map((group, index) => (
        <span key={index}>{group}</span>
      ))}
    </code>
  );
}
