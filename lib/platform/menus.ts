/**
 * The one entry in the context menu. The browser hands over the selected text itself, in every frame and in Chrome's
 * PDF viewer, without any site permission.
 */
import { browser } from './browser.ts';
import { t } from './strings.ts';

export const MENU_ID = 'ask-privately';

export interface MenuClick {
  readonly menuItemId: string | number;
  readonly selectionText?: string | undefined;
  readonly frameId?: number | undefined;
  readonly pageUrl?: string | undefined;
  readonly frameUrl?: string | undefined;
}

/** Creates the entry; menus outlive the worker, so this runs at install and update only. */
export async function createMenu(): Promise<void> {
  await browser.contextMenus.removeAll();
  browser.contextMenus.create({ id: MENU_ID, title: t('menu_ask'), contexts: ['selection'] });
}
