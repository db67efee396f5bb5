/**
 * The selection button's sites, as a page of ours or the worker handles them: the list here, the browser's grants
 * there.
 */
import {
  giveBackHosts,
  localStore,
  mayReachRelay,
  registerButton,
  turnOffButton,
} from '../../lib/platform/index.ts';
import { networkUrls, readSettings } from '../../lib/settings/index.ts';
import { SiteDesk } from '../../lib/sites/index.ts';

async function networkHosts(): Promise<string[]> {
  const settings = await readSettings(localStore);
  return networkUrls(settings).map((url) => new URL(url).hostname);
}

export function siteDesk(): SiteDesk {
  return new SiteDesk({
    store: localStore,
    mayRead: mayReachRelay,
    register: registerButton,
    turnOff: turnOffButton,
    giveBack: (site) => giveBackHosts([site]),
    otherHosts: networkHosts,
  });
}
