/**
 * What the operators of OpenGradient have not published, each as a choice: what is not known, what is done until it is,
 * and what another choice gives up (lib/opengradient/README.md, Not known).
 */
import { REASONING_EFFORTS } from '../../lib/settings/index.ts';
import { Choice, TextField } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Select } from '../ui/Select.tsx';
import { useStrings } from '../ui/strings.ts';
import { LinesField } from './LinesField.tsx';
import { NumberField } from './NumberField.tsx';
import type { OpengradientFormProps } from './OpengradientForm.tsx';

const HASH = /^0x[0-9a-f]{64}$/;
const MAX_PINS = 50;

/** What leaves no choice: said all the same, because it is not known either. */
const WITHOUT_CHOICE = ['abi', 'frame', 'size', 'terms'] as const;

export function UnknownsForm(props: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <div class="unknowns">
      <p class="faint">{t('og_unknowns_about')}</p>
      <BuildChoice {...props} />
      <HistoryChoice {...props} />
      <SettlementFields {...props} />
      <RequestFields {...props} />
      <ul class="unknown-list">
        {WITHOUT_CHOICE.map((what) => (
          <li key={what} class="faint">
            {t(`og_unknown_${what}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which measurement is which public build. */
function BuildChoice({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  const isWrong = settings.pinnedPcrHashes.some((hash) => !HASH.test(hash));
  return (
    <>
      <Choice
        legend={t('og_builds')}
        value={settings.builds}
        onChange={(builds) => onChange({ builds })}
        options={(['allowed', 'approved'] as const).map((builds) => ({
          value: builds,
          label: t(`og_builds_${builds}`),
          hint: t(`og_builds_${builds}_about`),
        }))}
        testId="og-builds"
      />
      {settings.builds === 'approved' && (
        <Notice kind="warning" testId="og-builds-loose">
          {t('og_builds_loose')}
        </Notice>
      )}
      <LinesField
        label={t('og_pins')}
        hint={t('og_pins_hint')}
        problem={isWrong ? t('og_pins_wrong') : undefined}
        lines={settings.pinnedPcrHashes}
        most={MAX_PINS}
        onChange={(pins) => onChange({ pinnedPcrHashes: pins.map((pin) => pin.toLowerCase()) })}
        testId="og-pins"
      />
    </>
  );
}

/** Whether nodes serve the history that a registration is checked from. */
function HistoryChoice({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <>
      <Choice
        legend={t('og_recheck')}
        value={settings.recheck}
        onChange={(recheck) => onChange({ recheck })}
        options={(['required', 'if-served'] as const).map((recheck) => ({
          value: recheck,
          label: t(`og_recheck_${recheck.replace('-', '_')}`),
          hint: t(`og_recheck_${recheck.replace('-', '_')}_about`),
        }))}
        testId="og-recheck"
      />
      {settings.recheck === 'if-served' && (
        <Notice kind="warning" testId="og-recheck-loose">
          {t('og_recheck_loose')}
        </Notice>
      )}
    </>
  );
}

function SettlementFields({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <>
      <TextField
        label={t('og_settlement')}
        hint={t('og_settlement_hint')}
        placeholder="0x"
        value={settings.settlementAddress}
        onChange={(address) => onChange({ settlementAddress: address.trim() })}
        testId="og-settlement"
      />
      <TextField
        type="url"
        label={t('og_aggregator')}
        hint={t('og_aggregator_hint')}
        value={settings.aggregatorUrl}
        onChange={(url) => onChange({ aggregatorUrl: url.trim() })}
        testId="og-aggregator"
      />
    </>
  );
}

function RequestFields({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <>
      <NumberField
        label={t('og_max_tokens')}
        hint={t('og_max_tokens_hint')}
        value={settings.maxTokens}
        onChange={(maxTokens) => onChange({ maxTokens })}
        testId="og-max-tokens"
      />
      <Select
        label={t('og_effort')}
        hint={t('og_effort_hint')}
        value={settings.reasoningEffort}
        options={REASONING_EFFORTS.map((value) => ({ value, label: t(`og_effort_${value}`) }))}
        onChange={(picked) => {
          const reasoningEffort = REASONING_EFFORTS.find((known) => known === picked);
          if (reasoningEffort !== undefined) onChange({ reasoningEffort });
        }}
        testId="og-effort"
      />
    </>
  );
}
