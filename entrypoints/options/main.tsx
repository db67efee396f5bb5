/** The settings page. Saving a relay asks for its host in the same click, before anything is awaited. */
import { SettingsPage } from '../../components/settings/SettingsPage.tsx';
import '../../components/settings/settings.css';
import { requestRelayHost } from '../../lib/platform/index.ts';
import { isLoopbackRelay, type Settings } from '../../lib/settings/index.ts';
import { mount } from '../page/mount.tsx';
import { useWallet } from '../page/use-wallet.ts';
import { useWorker } from '../page/use-worker.ts';
import { checkList } from './check-list.ts';

function Options() {
  const { view, send } = useWorker([{ type: 'app/open' }, { type: 'settings/read' }]);
  const { wallet, problem, add, forget } = useWallet(view.state?.enclave, view.state, () =>
    send({ type: 'wallet/changed' }),
  );
  if (!view.state) return null;
  const write = (settings: Settings) => send({ type: 'settings/write', settings });
  const save = (settings: Settings) => {
    // An address that is no address is for the worker to refuse, in words.
    if (!URL.canParse(settings.relayUrl)) return write(settings);
    // Handed over whatever the person answers: a new relay without the grant is for the worker to refuse, in words.
    return void requestRelayHost(settings.relayUrl).then(
      () => write(settings),
      () => write(settings),
    );
  };
  return (
    <SettingsPage
      settings={view.state.settings}
      enclave={view.state.enclave}
      error={view.settingsError ?? view.problem ?? undefined}
      isLoopbackRelay={isLoopbackRelay}
      checkList={checkList}
      credits={wallet ? { wallet, problem, onAdd: add, onForget: forget } : undefined}
      onSave={save}
      onTest={() => send({ type: 'enclave/recheck' })}
    />
  );
}

mount(<Options />);
