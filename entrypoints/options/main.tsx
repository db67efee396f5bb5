/** The settings page. Saving asks for every host of the network in one click, before anything is awaited. */
import type { ComponentChildren } from 'preact';
import { AtRestForm } from '../../components/settings/AtRestForm.tsx';
import { SettingsPage } from '../../components/settings/SettingsPage.tsx';
import '../../components/settings/settings.css';
import { requestHosts } from '../../lib/platform/index.ts';
import { isLoopbackRelay, networkUrls, type Settings } from '../../lib/settings/index.ts';
import { saveFile } from '../page/save-file.ts';
import { LockGate } from '../page/lock-gate.tsx';
import { mount } from '../page/mount.tsx';
import { useWallet } from '../page/use-wallet.ts';
import { useWorker, type Worker } from '../page/use-worker.ts';
import { checkList } from './check-list.ts';
import { useParts } from './parts.tsx';
import { readBundle } from './read-bundle.ts';
import { useAtRest } from './use-at-rest.ts';
import { useGiveBack } from './use-give-back.ts';

function Page() {
  const worker = useWorker([{ type: 'app/open' }, { type: 'settings/read' }]);
  const { isChanging, form } = useAtRest(worker);
  return (
    <LockGate view={worker.view} send={worker.send} isChanging={isChanging}>
      <Options {...worker} atRest={<AtRestForm {...form} />} />
    </LockGate>
  );
}

function Options({ view, send, atRest }: Worker & { atRest: ComponentChildren }) {
  const { wallet, problem, add, forget, lookAgain } = useWallet(
    view.state?.enclave,
    view.state,
    () => send({ type: 'wallet/changed' }),
  );
  const parts = useParts(view.state !== null);
  const account = view.state?.account;
  useGiveBack(view.state?.settings, account);
  if (!view.state) return null;
  const write = (settings: Settings) => send({ type: 'settings/write', settings });
  /** Handed over whatever the person answers: what lacks the grant is for the worker to refuse, in words. */
  const withHosts = (urls: string[], act: () => void) => {
    // An address that is no address is for the worker to refuse too.
    const known = urls.filter((url) => URL.canParse(url));
    return known.length === 0 ? act() : void requestHosts(known).then(act, act);
  };
  return (
    <SettingsPage
      settings={view.state.settings}
      enclave={view.state.enclave}
      error={view.settingsError ?? view.problem ?? undefined}
      isLoopbackRelay={isLoopbackRelay}
      checkList={checkList}
      credits={
        wallet ? { wallet, problem, onAdd: add, onForget: forget, onLook: lookAgain } : undefined
      }
      account={account ?? null}
      readBundle={readBundle}
      onConnect={(bundle, urls) => withHosts(urls, () => send({ type: 'account/change', bundle }))}
      onForgetAccount={() => send({ type: 'account/change', bundle: null })}
      onSave={(settings) => withHosts(networkUrls(settings), () => write(settings))}
      onSaveFile={(name, text) => saveFile(name, [text])}
      onTest={() => send({ type: 'enclave/recheck' })}
      parts={{ ...parts, atRest }}
    />
  );
}

mount(<Page />);
