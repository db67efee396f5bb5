/** The parts of the settings page whose data is not in the settings: sites, as the browser grants them, and its keys. */
import { useEffect, useState } from 'preact/hooks';
import { KeyboardForm } from '../../components/settings/KeyboardForm.tsx';
import type { SettingsParts } from '../../components/settings/PersonalForms.tsx';
import { SitesForm } from '../../components/settings/SitesForm.tsx';
import {
  boundKeys,
  canSetKeys,
  onGrantsOrStore,
  openKeysPage,
  requestHosts,
  requestNotifications,
  setKey,
  type BoundKey,
} from '../../lib/platform/index.ts';
import { siteOf, type SiteView } from '../../lib/sites/index.ts';
import { siteDesk } from '../page/sites.ts';

/** @param isDrawn The page has its parts, and can go to the one that its address names. */
export function useParts(isDrawn: boolean): SettingsParts {
  useEffect(() => {
    if (isDrawn) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isDrawn]);
  return {
    sites: <Sites />,
    keyboard: <Keyboard />,
    askForNotifications: requestNotifications,
  };
}

/** Asks first, while the click counts; what was refused goes off the list again. */
async function allow(site: string): Promise<boolean> {
  const asked = requestHosts([site]);
  const desk = siteDesk();
  await desk.note(site);
  const isGranted = await asked.catch(() => false);
  if (!isGranted) await desk.remove(site);
  return isGranted;
}

function Sites() {
  const [sites, setSites] = useState<readonly SiteView[]>([]);
  useEffect(() => {
    const look = (): void => void siteDesk().list().then(setSites);
    look();
    return onGrantsOrStore(look);
  }, []);
  const remove = (site: string): void => void siteDesk().remove(site);
  return <SitesForm sites={sites} siteOf={siteOf} onAllow={allow} onRemove={remove} />;
}

function Keyboard() {
  const [keys, setKeys] = useState<readonly BoundKey[]>([]);
  const look = async (): Promise<void> => setKeys(await boundKeys());
  useEffect(() => {
    const onBack = (): void => void look();
    onBack();
    // Back from the browser's own page of keys.
    addEventListener('focus', onBack);
    return () => removeEventListener('focus', onBack);
  }, []);
  const canSet = canSetKeys();
  return (
    <KeyboardForm
      keys={keys}
      onSet={canSet ? (name, key) => setKey(name, key).then(look) : undefined}
      onOpenPage={canSet ? undefined : () => void openKeysPage()}
    />
  );
}
