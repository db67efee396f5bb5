/**
 * The events that wake the worker. All of them are registered in one go, in the worker's first turn: one await before
 * that, and the event that woke it is lost.
 */
import { browser, type Runtime } from './browser.ts';
import { listenToNotifications } from './notify.ts';
import { createMenu, type MenuClick } from './menus.ts';
import type { TabFacts } from './run-in-tab.ts';

export interface WakeHandlers {
  onMenu(click: MenuClick, tab: TabFacts | undefined): void;
  /** @param slot The quick action that the key belongs to, counted from one. */
  onCommand(slot: number | undefined, tab: TabFacts | undefined): void;
  /** The toolbar button, where it has no popup of its own. */
  onToolbar(tab: TabFacts | undefined): void;
  onPort(port: Runtime.Port): void;
  onPermissionChange(): void;
  /** The one alarm has rung. */
  onAlarm(): void;
  /** Something under this key has changed in storage.local. */
  onStored(key: string): void;
  /** Installed or updated: what the browser forgets then is set up again. */
  onInstalled(isFirst: boolean): void;
  /** The network is there again; no browser wakes a worker for it. */
  onOnline(): void;
}

export const ASK_COMMAND = 'ask-privately';

export function listen(handlers: WakeHandlers): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    void createMenu();
    handlers.onInstalled(reason === 'install');
  });
  browser.storage.local.onChanged.addListener((changes) => {
    for (const key of Object.keys(changes)) handlers.onStored(key);
  });
  browser.contextMenus.onClicked.addListener((click, tab) => handlers.onMenu(click, tab));
  browser.commands.onCommand.addListener((name, tab) => handlers.onCommand(slotOf(name), tab));
  browser.action.onClicked.addListener((tab) => handlers.onToolbar(tab));
  browser.runtime.onConnect.addListener((port) => handlers.onPort(port));
  listenToNotifications();
  browser.permissions.onAdded.addListener(() => {
    listenToNotifications();
    handlers.onPermissionChange();
  });
  browser.permissions.onRemoved.addListener(() => handlers.onPermissionChange());
  browser.alarms.onAlarm.addListener(() => handlers.onAlarm());
  globalThis.addEventListener('online', () => handlers.onOnline());
  // Alone for its waking: a worker that starts plans its alarm anew.
  browser.runtime.onStartup.addListener(() => undefined);
}

const SLOT = /^quick-action-([1-9])$/;

function slotOf(command: string): number | undefined {
  const slot = SLOT.exec(command)?.[1];
  return slot === undefined ? undefined : Number(slot);
}

/** Opens our end of the port, from a page of ours. */
export function connectToWorker(name: string): Runtime.Port {
  return browser.runtime.connect({ name });
}

/** Opens one of our own pages in a tab. */
export async function openPage(path: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
}

/** The shortcut that is really bound, or '' when there is none. */
export async function boundShortcut(): Promise<string> {
  const commands = await browser.commands.getAll();
  return commands.find((command) => command.name === ASK_COMMAND)?.shortcut ?? '';
}
