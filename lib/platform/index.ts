export { setAlarm } from './alarm.ts';
export {
  ASIDE_PORT,
  hostAside,
  isAsideHost,
  openAside,
  takeAsidePort,
  type AsideHandlers,
  type AsideLine,
} from './aside.ts';
export { PlatformError, type PlatformErrorCode } from './errors.ts';
export {
  ASK_COMMAND,
  boundShortcut,
  connectToWorker,
  listen,
  openPage,
  type WakeHandlers,
} from './events.ts';
export {
  openHome,
  openSide,
  openTab,
  hasSide,
  ownWindow,
  rememberHome,
  type HomeName,
} from './home.ts';
export { iconPaths, setIcon, type IconPicture } from './icon.ts';
export { extensionVersion, ownIdentity, type OwnIdentity } from './identity.ts';
export { keepLateScripts, runLateScript } from './late-script.ts';
export { boundKeys, canSetKeys, openKeysPage, setKey, type BoundKey } from './keyboard.ts';
export { MENU_ID, type MenuClick } from './menus.ts';
export {
  giveBackNotifications,
  listenToNotifications,
  notify,
  requestNotifications,
  type NewsName,
} from './notify.ts';
export { setBadge } from './panel.ts';
export {
  mayReachRelay,
  onGrantsOrStore,
  relayPattern,
  requestHosts,
  giveBackHosts,
} from './permissions.ts';
export { activeTab, callInFrame, runInTab, type FrameResult, type TabFacts } from './run-in-tab.ts';
export {
  CONSTANT_USER_AGENT,
  REMOVED_FIELDS,
  SCRUB_RULE_ID,
  scrubOuterRequests,
  scrubRule,
} from './scrub-headers.ts';
export {
  isAlive,
  onButtonOff,
  onButtonWord,
  registerButton,
  sayAsButton,
  turnOffButton,
  type ButtonSender,
  type ButtonWord,
} from './site-button.ts';
export { stayAwake } from './stay-awake.ts';
export { localStore, sessionStore, type Storage } from './storage.ts';
export { t, wordsLocale } from './strings.ts';
