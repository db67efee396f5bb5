/** Opens the popup. Must be called before anything is awaited: Firefox before 149 wants the gesture. */
import { browser } from './browser.ts';
import { PlatformError } from './errors.ts';

export async function openPopup(): Promise<void> {
  try {
    await browser.action.openPopup();
  } catch (cause) {
    throw new PlatformError('popup-not-opened', undefined, { cause });
  }
}

/** A mark on the toolbar button, for when the popup could not be opened by itself. '' takes it away. */
export async function setBadge(text: string): Promise<void> {
  await browser.action.setBadgeText({ text });
}
