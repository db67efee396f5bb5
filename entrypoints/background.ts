/** The worker: registers every listener in its first turn. What they hear is for the desk; nothing is decided here. */
import { defineBackground } from 'wxt/utils/define-background';
import { LockDesk } from '../lib/ask/index.ts';
import { Aside } from '../lib/aside/index.ts';
import { Late, LATE_FILES } from '../lib/late/index.ts';
import { acceptPage } from '../lib/messages/index.ts';
import * as platform from '../lib/platform/index.ts';
import { createProofKeeper, createWalletStore } from '../lib/proofs/index.ts';
import { SITES_KEY, siteOf } from '../lib/sites/index.ts';
import { recovered } from '../lib/wallet/index.ts';
import { siteDesk } from './page/sites.ts';

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function startDesk(): LockDesk {
  return new LockDesk({
    now: () => Date.now(),
    random,
    fetch: (url, init) => fetch(url, init),
    localStore: platform.localStore,
    sessionStore: platform.sessionStore,
    proofs: createProofKeeper(random, platform.sessionStore),
    wallet: recovered(createWalletStore(random, platform.sessionStore)),
    aside: new Aside(platform.openAside),
    late: new Late(platform.runLateScript),
    stayAwake: platform.stayAwake,
    isOnline: () => navigator.onLine,
    mayReachRelay: platform.mayReachRelay,
    scrubOuterRequests: platform.scrubOuterRequests,
    readTab: (tabId, frameId) => platform.runInTab(tabId, 'read-selection.js', frameId),
    activeTab: platform.activeTab,
    openHome: platform.openHome,
    rememberHome: platform.rememberHome,
    setBadge: platform.setBadge,
    notify: platform.notify,
    setIcon: platform.setIcon,
    setAlarm: platform.setAlarm,
  });
}

export default defineBackground(() => {
  platform.keepLateScripts(Object.values(LATE_FILES));
  const self = platform.ownIdentity();
  const desk = startDesk();
  const sites = siteDesk();
  platform.onButtonWord((word, { tab, frameId, url }) => {
    if (word === 'ask') return void desk.onGesture({ origin: 'button', tab, frameId });
    const site = siteOf(url ?? '');
    if (site !== null) void sites.remove(site);
  });
  platform.listen({
    onMenu: ({ selectionText, frameId }, tab) =>
      void desk.onGesture({ origin: 'menu', tab, frameId, menuText: selectionText }),
    onCommand: (slot, tab) => void desk.onGesture({ origin: 'command', tab, slot }),
    onToolbar: (tab) => void desk.onGesture({ origin: 'toolbar', tab }),
    onPort: (port) => {
      if (platform.takeAsidePort(port)) return;
      acceptPage(port, self, (page) => desk.servePage(page));
    },
    onPermissionChange: () => {
      void desk.onPermissionChange();
      void sites.sync();
    },
    onAlarm: () => void desk.onAlarm(),
    onStored: (key) => key === SITES_KEY && void sites.sync(),
    onInstalled: (isFirst) => {
      void sites.sync();
      if (isFirst) void platform.openPage('welcome.html');
    },
    onOnline: () => void desk.onOnline(),
  });
});
