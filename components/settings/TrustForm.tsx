/** Which enclave code may answer: the images that were allowed, and the consent by which one is added. */
import { useContext, useState } from 'preact/hooks';
import type { EnclaveView, MeasurementView, SeenView } from '../../lib/ask/index.ts';
import {
  registryKeyOf,
  type Consented,
  type Release,
  type Settings,
} from '../../lib/settings/index.ts';
import { isSameMeasurement, textOf } from '../proof/image.ts';
import { Ledger } from '../proof/Ledger.tsx';
import { Measurement } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { ClockContext } from '../ui/clock.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextArea } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { ConsentForm } from './ConsentForm.tsx';
import type { CheckList } from './ListOrigin.tsx';
import { readMeasurement } from './read-measurement.ts';
import { ReleaseListForm } from './ReleaseListForm.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface TrustFormProps {
  settings: Settings;
  enclave: EnclaveView | null;
  checkList: CheckList;
  onChange: SettingsChange;
}

export function TrustForm({ settings, enclave, checkList, onChange }: TrustFormProps) {
  const { t } = useStrings();
  const listed = settings.releaseLists.flatMap(({ says }) => says?.releases ?? []);
  const allowed = [...settings.releases, ...settings.consents, ...listed];
  const seen = enclave?.seen ?? [];
  const now = useContext(ClockContext);
  const consent = (release: Consented) =>
    onChange({ consents: [...settings.consents, { ...release, consentedAtMs: now() }] });
  // What was met at one gateway is allowed there and nowhere else.
  const gateway = placeOf(enclave);
  const refused = refusedMeasurement(enclave, allowed);
  return (
    <section class="settings-section" aria-labelledby="settings-trust">
      <h2 id="settings-trust">{t('settings_trust')}</h2>
      <p class="faint">{t('settings_trust_about')}</p>
      {refused && (
        <Notice kind="warning" testId="measurement-refused">
          {t('measurement_refused')}
          <ConsentForm
            measurement={refused}
            allowed={allowed}
            seen={seen}
            onConsent={(release) => consent({ ...release, gateway })}
          />
        </Notice>
      )}
      <Allowed settings={settings} onChange={onChange} />
      <AddByHand allowed={allowed} seen={seen} onConsent={consent} />
      <ReleaseListForm
        lists={settings.releaseLists}
        checkList={checkList}
        onChange={(releaseLists) => onChange({ releaseLists })}
      />
      {seen.length > 0 && <Ledger seen={seen} current={enclave?.measurement} />}
    </section>
  );
}

/** As lib/settings names the places that settings lead to. */
function placeOf(enclave: EnclaveView | null): string {
  const { registry, relayHost = '', gatewayName = '' } = enclave ?? {};
  if (registry === undefined) return `${relayHost}|${gatewayName}`;
  const { chainId, address: registryAddress } = registry;
  return registryKeyOf({ chainId, registryAddress });
}

function Allowed({ settings, onChange }: Pick<TrustFormProps, 'settings' | 'onChange'>) {
  const { t } = useStrings();
  const { releases, consents } = settings;
  return (
    <div data-testid="measurements">
      {releases.length + consents.length === 0 && <p class="empty">{t('measurements_none')}</p>}
      <Releases
        releases={releases}
        origin={t('source_settings')}
        onRemove={(left) => onChange({ releases: left })}
      />
      <Releases
        releases={consents}
        origin={t('measurement_consented')}
        onRemove={(left) => onChange({ consents: left })}
      />
    </div>
  );
}

/** The measurement of genuine evidence that nothing but the list refuses; anything else is not for consent. */
function refusedMeasurement(
  enclave: EnclaveView | null,
  allowed: readonly Release[],
): MeasurementView | undefined {
  const measurement =
    enclave?.error?.code === 'measurement-unknown' ? enclave.measurement : undefined;
  const failed = enclave?.steps?.filter(({ verdict }) => verdict === 'fail') ?? [];
  if (failed.some(({ name }) => name !== 'measurement')) return undefined;
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
          key={textOf(release) + String(index)}
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
  seen: readonly SeenView[];
  onConsent: (release: Release) => void;
}

function AddByHand({ allowed, seen, onConsent }: AddByHandProps) {
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
              key={textOf(measurement)}
              measurement={measurement}
              allowed={allowed}
              seen={seen}
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
