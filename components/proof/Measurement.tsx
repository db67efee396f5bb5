/** The parts of an image in full, readable in groups, exact when copied. */
import type { MeasurementView } from '../../lib/ask/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { hexGroups } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { partsOf } from './image.ts';

export function Measurement({ measurement }: { measurement: MeasurementView }) {
  const { t } = useStrings();
  return (
    <dl class="measurement">
      {partsOf(measurement).map(({ name, label, hex, key }) => (
        <div key={name}>
          <dt>
            {label} <span class="faint">{t(key)}</span>
            <CopyButton text={hex} label={t('copy_named', label)} />
          </dt>
          <dd>
            <Hex hex={hex} testId={name} />
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
