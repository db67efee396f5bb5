/**
 * Opens the app where the person wants it: popup, side panel (Chrome) or sidebar (Firefox), or a tab. A panel opens only
 * while the gesture counts, and one await ends that (measured in Chromium 156; a callback of the storage API does not),
 * so which home it is stands where it can be read without awaiting. Must never open anything without a gesture.
 *
 * The panel is one for the whole window and not one per tab: there is one draft and one ask in view, the worker's, and a
 * panel that came and went with each tab would hide a running answer from whoever looks something up meanwhile.
 */
import { browser } from './browser.ts';
import { PlatformError } from './errors.ts';
import { openPopup } from './panel.ts';

/** The same words as the settings' Home; platform imports nothing of ours but errors. */
export type HomeName = 'popup' | 'side' | 'tab';

const KEY = 'home';
const POPUP_PAGE = 'popup.html';
const TAB_PAGE = 'tab.html';

let known: HomeName | undefined;

function homeNamed(value: unknown): HomeName {
  return value === 'side' || value === 'tab' ? value : 'popup';
}

/** Puts the choice in force: for gestures of this worker's life and later ones, and for the toolbar button. */
export async function rememberHome(home: HomeName): Promise<void> {
  known = home;
  // Firefox's event page has this; Chrome's service worker has not.
  if (typeof localStorage === 'object') localStorage.setItem(KEY, home);
  else await browser.storage.local.set({ [KEY]: home });
  // Without a popup of its own the button's click comes to us, and with it the gesture.
  await browser.action.setPopup({ popup: home === 'popup' ? POPUP_PAGE : '' });
}

interface WithCallback {
  get(key: string, callback: (found: Record<string, unknown>) => void): void;
}

function takesCallback(area: unknown): area is WithCallback {
  return typeof area === 'object' && area !== null && 'get' in area;
}

/** Calls back with the choice, in the same turn or in one that still counts as the gesture's. */
function withHome(use: (home: HomeName) => void): void {
  if (known !== undefined) return use(known);
  if (typeof localStorage === 'object') return use(homeNamed(localStorage.getItem(KEY)));
  const area: unknown = browser.storage.local;
  if (takesCallback(area)) area.get(KEY, (found) => use(homeNamed(found[KEY])));
  else use('popup');
}

/** Opens the person's home, or the next one that can be opened. Must be the first call in the gesture's task. */
export function openHome(windowId: number | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    withHome((home) => void open(home, windowId).then(resolve, reject));
  });
}

async function open(home: HomeName, windowId: number | undefined): Promise<void> {
  if (home === 'popup') return openPopup();
  if (home === 'tab') return openTab();
  try {
    await openSide(windowId);
  } catch {
    await openPopup().catch(openTab);
  }
}

interface SidePanel {
  open(place: { windowId: number }): Promise<void>;
}

function isSidePanel(value: unknown): value is SidePanel {
  return typeof value === 'object' && value !== null && 'open' in value;
}

/** Chrome's side panel or Firefox's sidebar, beside the page of this window. */
export async function openSide(windowId: number | undefined): Promise<void> {
  const panel: unknown = Reflect.get(browser, 'sidePanel');
  if (!isSidePanel(panel)) return browser.sidebarAction.open();
  if (windowId === undefined) throw new PlatformError('side-not-opened');
  await panel.open({ windowId });
}

/** Firefox for Android has neither. */
export function hasSide(): boolean {
  return isSidePanel(Reflect.get(browser, 'sidePanel')) || 'sidebarAction' in browser;
}

/** The one tab of the app: shown again where it is open already. */
export async function openTab(): Promise<void> {
  const url = browser.runtime.getURL(TAB_PAGE);
  const [tab] = await browser.tabs.query({ url });
  if (tab?.id === undefined) {
    await browser.tabs.create({ url });
    return;
  }
  await browser.tabs.update(tab.id, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

/** The window that a page of ours stands in or beside. */
export async function ownWindow(): Promise<number | undefined> {
  return (await browser.windows.getCurrent()).id;
}
