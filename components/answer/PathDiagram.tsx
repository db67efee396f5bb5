/**
 * The way of an ask, as it is now: device, relay, enclave and back, with what each of them sees. The words carry it;
 * what moves only repeats them, and stands still where motion is not wanted.
 */
import type { AskView, EnclaveView } from '../../lib/ask/index.ts';
import { Icon } from '../ui/Icon.tsx';
import { byteSize } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { PARTIES, seesKey, travelOf } from './path-sees.ts';
import './path.css';

export interface PathDiagramProps {
  ask: AskView;
  /** As it is now: shown until the ask has one of its own. */
  enclave: EnclaveView;
}

export function PathDiagram({ ask, enclave: now }: PathDiagramProps) {
  const { t, locale } = useStrings();
  const enclave = ask.enclave ?? now;
  const model = enclave.models?.find(({ id }) => id === ask.model);
  const size = (bytes: number | undefined) =>
    bytes === undefined ? t('padded_size') : byteSize(locale, bytes);
  const names = { device: '', relay: enclave.relayHost, enclave: enclave.gatewayName };
  const sent = size(ask.sentBytes);
  const upstream = ask.upstream ?? model?.upstream ?? '';
  const told = {
    device: [],
    relay: [sent, size(ask.receivedBytes)],
    enclave: [upstream],
  };
  return (
    <div class="path" data-travel={travelOf(ask)} data-testid="path">
      <div class="path-track" aria-hidden="true">
        <span class="path-runner" />
      </div>
      <ol class="path-parties" aria-label={t('path')}>
        {PARTIES.map((party) => (
          <li key={party} data-testid={`path-${party}`}>
            <span class="path-mark">
              <Icon name={party} />
            </span>
            <span class="path-name">
              {t(`party_${party}`)}
              {names[party] && <span class="path-host"> {names[party]}</span>}
            </span>
            <span class="path-sees">
              {t(seesKey(party, { ...ask, enclave }, model), ...told[party])}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
