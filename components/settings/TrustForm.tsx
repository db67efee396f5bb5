/** Which enclave code may answer: the images that were allowed, and the consent by which one is added. */
import { useState } from 'preact/hooks';
import type { EnclaveView, MeasurementView } from '../../lib/ask/index.ts';
import type { Release, Settings } from '../../lib/settings/index.ts';
import { Measurement } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextArea } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { ConsentForm } from './ConsentForm.tsx';
import { isSameMeasurement } from './measurement-diff.ts';
import { readMeasurement } from './read-measurement.ts';
import type { SettingsChange } from './SettingsPage.tsx';

export interface TrustFormProps {
  settings: Settings;
  enclave: EnclaveView | null;
  onChange: SettingsChange;
}

export function TrustForm({ settings, enclave, onChange }: TrustFormProps) {
  const { t } = useStrings();
  const allowed = [...settings.releases, ...settings.consents];
  const consent = (release: Release) => onChange({ consents: [...settings.consents, release] });
  const refused = refusedMeasurement(enclave, allowed);
  return (
    <section class="settings-section" aria-labelledby="settings-trust">
      <h2 id="settings-trust">{t('settings_trust')}</h2>
      <p class="faint">{t('settings_trust_about')}</p>
      {refused && (
        <Notice kind="warning" testId="measurement-refused">
          {t('measurement_refused')}
          <ConsentForm measurement={refused} allowed={allowed} onConsent={consent} />
        </Notice>
      )}
      <div data-testid="measurements">
        {allowed.length === 0 && <p class="empty">{t('measurements_none')}</p>}
        <Releases
          releases={settings.releases}
          origin={t('measurement_published')}
          onRemove={(releases) => onChange({ releases })}
        />
        <Releases
          releases={settings.consents}
          origin={t('measurement_consented')}
          onRemove={(consents) => onChange({ consents })}
        />
      </div>
      <AddByHand allowed={allowed} onConsent={consent} />
    </section>
  );
}

/** The measurement of genuine evidence that only the list refuses; anything else is not for consent. */
function refusedMeasurement(
  enclave: EnclaveView | null,
  allowed: readonly Release[],
): MeasurementView | undefined {
  const measurement =
    enclave?.error?.code === 'measurement-unknown' ? enclave.measurement : undefined;
  if (!measurement || allowed.some((release) => isSameMeasurement(release, measurement))) {
    return undefined;
  }
  return measurement;
}

interface ReleasesProps {
  releases: readonly Release[];
  origin: string;
  onRemove: (left: Release[]) => void;
}

function Releases({ releases, origin, onRemove }: ReleasesProps) {
  const { t } = useStrings();
  return (
    <>
      {releases.map((release, index) => (
        <Disclosure
          key={release.pcr0 + String(index)}
          summary={
            <>
              {release.name} <span class="faint">{origin}</span>
            </>
          }
        >
          {() => (
            <>
              <Measurement measurement={release} />
              <Button
                kind="danger"
                icon="trash"
                onClick={() => onRemove(releases.filter((_, other) => other !== index))}
              >
                {t('measurement_remove')}
              </Button>
            </>
          )}
        </Disclosure>
      ))}
    </>
  );
}

interface AddByHandProps {
  allowed: readonly Release[];
  onConsent: (release: Release) => void;
}

function AddByHand({ allowed, onConsent }: AddByHandProps) {
  const { t } = useStrings();
  const [text, setText] = useState('');
  const measurement = readMeasurement(text);
  return (
    <Disclosure summary={t('measurement_add')} testId="measurement-add">
      {() => (
        <>
          <TextArea
            label={t('measurement_paste')}
            hint={t('measurement_paste_hint')}
            problem={text && !measurement ? t('measurement_paste_wrong') : undefined}
            value={text}
            onChange={setText}
            testId="measurement-text"
          />
          {measurement && (
            <ConsentForm
              key={measurement.pcr0}
              measurement={measurement}
              allowed={allowed}
              onConsent={(release) => {
                onConsent(release);
                setText('');
              }}
            />
          )}
        </>
      )}
    </Disclosure>
  );
}
