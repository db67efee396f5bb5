/** The ways out of one home of the app, as the browser has them. A popup closes when another home takes over. */
import type { HomeDoor } from '../../components/home/door.ts';
import {
  activeTab,
  hasSide,
  openPage,
  openSide,
  openTab,
  ownWindow,
  requestHosts,
} from '../../lib/platform/index.ts';
import type { Home } from '../../lib/settings/index.ts';

export function doorOf(home: Home): HomeDoor {
  let windowId: number | undefined;
  // Known before the click, which may await nothing.
  void ownWindow().then((id) => (windowId = id));
  const leave = (opening: Promise<void>): void =>
    void opening.then(
      () => home === 'popup' && window.close(),
      () => undefined,
    );
  const loadSites = () => import('./sites-door.ts');
  return {
    home,
    openSide: home !== 'side' && hasSide() ? () => leave(openSide(windowId)) : undefined,
    openTab: home === 'tab' ? undefined : () => leave(openTab()),
    openHelp: () => leave(openPage('help.html')),
    openKeyboard: () => leave(openPage('options.html#settings-keyboard')),
    siteInFront: async () => {
      const [{ siteInFront }, tab] = await Promise.all([loadSites(), activeTab()]);
      return siteInFront(tab?.url);
    },
    allowSite: (site) => {
      const asked = requestHosts([site]);
      void loadSites().then(({ noteSite }) => noteSite(site, asked));
    },
    removeSite: (site) => void loadSites().then(({ removeSite }) => removeSite(site)),
  };
}
