/** The settings page. Saving a relay asks for its host in the same click, before anything is awaited. */
import { useEffect, useRef } from 'preact/hooks';
import { SettingsPage } from '../../components/settings/SettingsPage.tsx';
import '../../components/settings/settings.css';
import { giveBackHost, requestRelayHost } from '../../lib/platform/index.ts';
import { isLoopbackRelay, networkUrls, type Settings } from '../../lib/settings/index.ts';
import { saveFile } from '../page/save-file.ts';
import { mount } from '../page/mount.tsx';
import { useWallet } from '../page/use-wallet.ts';
import { useWorker } from '../page/use-worker.ts';
import { checkList } from './check-list.ts';

/** A host that the stored settings no longer name is given back to the browser, whoever changed them. */
function useGiveBack(settings: Settings | undefined): void {
  const before = useRef<string[]>([]);
  const urls = settings === undefined ? '' : networkUrls(settings).join(' ');
  useEffect(() => {
    const now = urls === '' ? [] : urls.split(' ');
    const hosts = new Set(now.map((url) => new URL(url).hostname));
    for (const url of before.current) {
      if (settings !== undefined && !hosts.has(new URL(url).hostname)) void giveBackHost(url);
    }
    if (settings !== undefined) before.current = now;
  }, [urls]);
}

function Options() {
  const { view, send } = useWorker([{ type: 'app/open' }, { type: 'settings/read' }]);
  const { wallet, problem, add, forget } = useWallet(view.state?.enclave, view.state, () =>
    send({ type: 'wallet/changed' }),
  );
  useGiveBack(view.state?.settings);
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
      onSaveFile={(name, text) => saveFile(name, [text])}
      onTest={() => send({ type: 'enclave/recheck' })}
    />
  );
}

mount(<Options />);
