/** The words of the screen, from _locales. Must never build a sentence from parts. */
import { browser } from './browser.ts';

export function t(key: string, ...substitutions: readonly string[]): string {
  return browser.i18n.getMessage(key, [...substitutions]);
}

/**
 * What dates, numbers and plurals follow, as a BCP 47 tag: the language of the words, in the browser's own variety of it
 * (British dates under English words). A browser in a language that Sotto does not speak has no say.
 */
export function wordsLocale(): string {
  const [words, own] = [t('language_tag'), browser.i18n.getUILanguage()];
  return languageOf(own) === languageOf(words) ? own : words;
}

function languageOf(tag: string): string | undefined {
  return tag.toLowerCase().split(/[-_]/)[0];
}
