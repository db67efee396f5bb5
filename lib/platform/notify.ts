/**
 * The system's notifications, an optional permission. Each kind of news is one sentence of our own: whoever looks over
 * a shoulder at a lock screen learns that something arrived and nothing of what. Must never carry a word of an ask.
 */
import { browser } from './browser.ts';
import { openHome } from './home.ts';
import { t } from './strings.ts';

/** The same words as the ask's News; platform imports nothing of ours but errors. */
export type NewsName = 'answer' | 'no-answer' | 'settled' | 'settlement-failed';

let isListening = false;

/** The API is there only while the permission is. */
function mayNotify(): boolean {
  return 'notifications' in browser && typeof browser.notifications === 'object';
}

/** Registers the click, as soon as there is something to click on; called in the worker's first turn. */
export function listenToNotifications(): void {
  if (isListening || !mayNotify()) return;
  isListening = true;
  browser.notifications.onClicked.addListener((id) => {
    void browser.notifications.clear(id);
    void openHome(undefined);
  });
}

/** One of each kind at a time: a newer one takes the place of the one that nobody looked at. */
export async function notify(news: NewsName): Promise<void> {
  if (!mayNotify()) return;
  listenToNotifications();
  await browser.notifications.create(news, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('icon/128.png'),
    title: t('app_name'),
    message: t(`notify_${news.replace('-', '_')}`),
  });
}

/** Must be the first call in the click's task. */
export function requestNotifications(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['notifications'] });
}

export async function giveBackNotifications(): Promise<void> {
  await browser.permissions.remove({ permissions: ['notifications'] });
}
