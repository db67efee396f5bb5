/** What an imported file would have trusted or reached, one by one; nothing of it is in force until it is allowed. */
import { useContext } from 'preact/hooks';
import type { ImportQuestions, Settings } from '../../lib/settings/index.ts';
import { Button } from '../ui/Button.tsx';
import { ClockContext } from '../ui/clock.ts';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { ConsentForm } from './ConsentForm.tsx';
import { RootConsent } from './DevelopmentRootForm.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface ImportQuestionsViewProps {
  settings: Settings;
  questions: ImportQuestions;
  onChange: SettingsChange;
}

export function ImportQuestionsView({ settings, questions, onChange }: ImportQuestionsViewProps) {
  const { t } = useStrings();
  const { relay, roots, leftOut } = questions;
  const { developmentRoots } = settings;
  const isRelaySet = relay?.relayUrl === settings.relayUrl;
  return (
    <div class="import-questions" data-testid="import-questions">
      {relay && !isRelaySet && (
        <Notice
          kind="warning"
          testId="import-relay"
          actions={<Button onClick={() => onChange(relay)}>{t('import_relay_use')}</Button>}
        >
          {t('import_relay', relay.relayUrl, relay.gatewayName)}
        </Notice>
      )}
      <Images settings={settings} questions={questions} onChange={onChange} />
      {roots
        .filter((root) => !developmentRoots.includes(root))
        .map((root) => (
          <RootConsent
            key={root}
            root={root}
            onAllow={() => onChange({ developmentRoots: [...developmentRoots, root] })}
          />
        ))}
      {leftOut.map((what) => (
        <p key={what} class="faint">
          {t(`import_left_${what}`)}
        </p>
      ))}
    </div>
  );
}

function Images({ settings, questions, onChange }: ImportQuestionsViewProps) {
  const { t } = useStrings();
  const now = useContext(ClockContext);
  const { consents, releases } = settings;
  return (
    <>
      {questions.images.map((image) => (
        <Notice key={JSON.stringify(image)} kind="warning" testId="import-image">
          {t('import_image', image.name)}
          <ConsentForm
            measurement={image}
            allowed={[...releases, ...consents]}
            seen={[]}
            onConsent={(release) =>
              onChange({ consents: [...consents, { ...release, consentedAtMs: now() }] })
            }
          />
        </Notice>
      ))}
    </>
  );
}
