/** The words of the screen, from _locales. Must never build a sentence from parts. */
import { browser } from './browser.ts';

export function t(key: string, ...substitutions: readonly string[]): string {
  return browser.i18n.getMessage(key, [...substitutions]);
}

/** The language of the browser's own screens, as a BCP 47 tag. */
export function uiLanguage(): string {
  return browser.i18n.getUILanguage();
}
