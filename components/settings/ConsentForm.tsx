/** The one way in which code comes onto the list: shown in full, compared with what was allowed, ticked, named, allowed. */
import { useState } from 'preact/hooks';
import type { MeasurementView, SeenView } from '../../lib/ask/index.ts';
import type { Release } from '../../lib/settings/index.ts';
import { Hex } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { TextField, Tick } from '../ui/Field.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { isSameMeasurement } from '../proof/image.ts';
import { measurementDiff, nearestRelease } from './measurement-diff.ts';

export interface ConsentFormProps {
  measurement: MeasurementView;
  allowed: readonly Release[];
  /** What this gateway ran before, most recent first. */
  seen: readonly SeenView[];
  onConsent: (release: Release) => void;
}

const MAX_NAME_LENGTH = 100;

export function ConsentForm({ measurement, allowed, seen, onConsent }: ConsentFormProps) {
  const { t } = useStrings();
  const [name, setName] = useState('');
  const [isCompared, setIsCompared] = useState(false);
  if (allowed.some((release) => isSameMeasurement(release, measurement))) {
    return <p class="faint">{t('measurement_known')}</p>;
  }
  const trimmed = name.trim().slice(0, MAX_NAME_LENGTH);
  return (
    <div class="consent">
      <MeasurementDiff
        measurement={measurement}
        last={seen.find((line) => !isSameMeasurement(line.image, measurement))}
        nearest={nearestRelease(measurement, allowed)}
      />
      <TextField
        label={t('measurement_name')}
        hint={t('measurement_name_hint')}
        value={name}
        onChange={setName}
        testId="measurement-name"
      />
      <Tick
        label={t('consent_compared')}
        hint={t('consent_means')}
        isTicked={isCompared}
        onChange={setIsCompared}
        testId="measurement-compared"
      />
      <Button
        isDisabled={!isCompared || !trimmed}
        onClick={() => onConsent({ ...measurement, name: trimmed })}
        testId="measurement-allow"
      >
        {t('consent_allow')}
      </Button>
    </div>
  );
}

interface MeasurementDiffProps {
  measurement: MeasurementView;
  /** The image met here before this one; where there was none, the nearest that is allowed is compared with. */
  last: SeenView | undefined;
  nearest: Release | undefined;
}

function MeasurementDiff({ measurement, last, nearest: nearestAllowed }: MeasurementDiffProps) {
  const { t, locale } = useStrings();
  const nearest = last?.image ?? nearestAllowed;
  const against = last
    ? t('diff_against_last', dateAndTime(locale, last.lastSeenMs))
    : nearestAllowed && t('diff_against', nearestAllowed.name);
  return (
    <div class="measurement-diff">
      <p>{against ?? t('diff_none')}</p>
      <dl class="measurement">
        {measurementDiff(measurement, nearest).map(({ name, label, key, before, hex, isSame }) => (
          <div key={name}>
            <dt>
              {label} <span class="faint">{t(key)}</span>
              {nearest && (
                <Verdict
                  tone={isSame ? 'holds' : 'fails'}
                  name={isSame ? t('diff_same') : t('diff_changed')}
                />
              )}
            </dt>
            {before !== undefined && !isSame && (
              <dd class="diff-before">
                <span class="only-heard">{t('diff_before')}: </span>
                <Hex hex={before} />
              </dd>
            )}
            <dd>
              {!isSame && before !== undefined && (
                <span class="only-heard">{t('diff_after')}: </span>
              )}
              <Hex hex={hex} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
