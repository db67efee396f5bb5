/** The head of the app: where one is, the state of the enclave in words and shape, the ways to proofs and settings. */
import type { EnclaveView } from '../lib/ask/index.ts';
import type { HomeDoor } from './home/door.ts';
import { MoreButton } from './home/MoreButton.tsx';
import { Button } from './ui/Button.tsx';
import { Mark } from './ui/Mark.tsx';
import { useNow } from './ui/clock.ts';
import { relativeAge } from './ui/format.ts';
import { useStrings } from './ui/strings.ts';
import { Verdict, type Tone } from './ui/Verdict.tsx';

export interface AskHeaderProps {
  enclave: EnclaveView | undefined;
  /** Set on the views behind the first one: what it is called. */
  title: string | undefined;
  isEnclaveOpen: boolean;
  onBack: () => void;
  onEnclave: () => void;
  onProofs: () => void;
  onSettings: () => void;
  door?: HomeDoor | undefined;
}

/** What the pill says. "Not reached" is not "refused": the one is about the way, the other about the enclave. */
function enclaveWord(enclave: EnclaveView): { tone: Tone; key: string } {
  switch (enclave.phase) {
    case 'unset':
      return { tone: 'absent', key: 'enclave_unset' };
    case 'checking':
      return { tone: 'pending', key: 'enclave_checking' };
    case 'ready':
      if (enclave.isDevelopmentRoot) return { tone: 'warns', key: 'development' };
      return enclave.registry?.attested === 'registry'
        ? { tone: 'warns', key: 'enclave_vouched' }
        : { tone: 'holds', key: 'enclave_ready' };
    case 'refused':
      if (!enclave.steps?.length) return { tone: 'fails', key: 'enclave_not_reached' };
      return { tone: 'fails', key: 'enclave_refused' };
  }
}

export function AskHeader(props: AskHeaderProps) {
  const { t } = useStrings();
  const { enclave, title } = props;
  return (
    <header class="app-header">
      <span class="brand">
        {title === undefined ? (
          <Mark />
        ) : (
          <Button kind="quiet" icon="back" label={t('back')} onClick={props.onBack} testId="back" />
        )}
        <h1>{title ?? t('app_name')}</h1>
      </span>
      <span class="app-ways">
        {enclave && (
          <EnclavePill enclave={enclave} isOpen={props.isEnclaveOpen} onClick={props.onEnclave} />
        )}
        {props.door && <MoveButton door={props.door} />}
        <Button
          kind="quiet"
          icon="list"
          label={t('proofs')}
          onClick={props.onProofs}
          testId="proofs-open"
        />
        <Button
          kind="quiet"
          icon="gear"
          label={t('settings')}
          onClick={props.onSettings}
          testId="settings-open"
        />
        {props.door && <MoreButton door={props.door} />}
      </span>
    </header>
  );
}

/** From the popup to the side panel, which stays open; from there, or without one, to a tab. */
function MoveButton({ door }: { door: HomeDoor }) {
  const { t } = useStrings();
  const { openSide, openTab } = door;
  if (openSide && door.home === 'popup') {
    return (
      <Button
        kind="quiet"
        icon="side"
        label={t('open_side')}
        onClick={openSide}
        testId="move-side"
      />
    );
  }
  if (!openTab) return null;
  return (
    <Button kind="quiet" icon="out" label={t('open_tab')} onClick={openTab} testId="move-tab" />
  );
}

interface EnclavePillProps {
  enclave: EnclaveView;
  isOpen: boolean;
  onClick: () => void;
}

function EnclavePill({ enclave, isOpen, onClick }: EnclavePillProps) {
  const { t, locale } = useStrings();
  const { tone, key } = enclaveWord(enclave);
  const nowMs = useNow(30_000);
  const { evidenceTimeMs } = enclave;
  const age = evidenceTimeMs === undefined ? '' : relativeAge(locale, evidenceTimeMs, nowMs);
  return (
    <button
      type="button"
      class="enclave-state"
      title={age === '' ? undefined : `${t('fact_evidence')} ${age}`}
      aria-pressed={isOpen}
      onClick={onClick}
      data-testid="enclave-state"
    >
      <Verdict tone={tone} name={t(key)} />
    </button>
  );
}
