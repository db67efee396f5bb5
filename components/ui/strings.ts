/**
 * The one door of the screens to their words: `t(key, …)` out of a context, so that no component knows
 * where messages come from. Must never hold a sentence itself (see public/_locales).
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export type Translate = (key: string, ...substitutions: string[]) => string;

export interface Strings {
  t: Translate;
  /** BCP 47 tag of the language the messages are in; dates and numbers follow it. */
  locale: string;
}

/** Without a provider the keys themselves are shown: wrong, but visibly wrong. */
export const StringsContext = createContext<Strings>({ t: (key) => key, locale: 'en' });

export function useStrings(): Strings {
  return useContext(StringsContext);
}

/** `t` over the content of a messages.json, with the `$1`…`$9` substitution of browser.i18n. */
export function stringsFrom(messages: Readonly<Record<string, { message: string }>>): Translate {
  return (key, ...substitutions) => {
    const message = messages[key]?.message ?? '';
    return message.replace(
      /\$([1-9])/g,
      (_, digit: string) => substitutions[Number(digit) - 1] ?? '',
    );
  };
}

/** The key of the sentence for an error code: `relay-down` is said by `error_relay_down`. */
export function errorKey(code: string): string {
  return `error_${code.replaceAll('-', '_')}`;
}

/** The sentence for an error code; a code without one gets the general sentence that names it. */
export function errorSentence(t: Translate, code: string): string {
  return t(errorKey(code)) || t('error_unknown', code);
}

/** Looks up `key_one`, `key_few`, `key_other`… by the plural rules of the language. */
export function plural({ t, locale }: Strings, key: string, count: number): string {
  const category = new Intl.PluralRules(locale).select(count);
  const shown = new Intl.NumberFormat(locale).format(count);
  return t(`${key}_${category}`, shown) || t(`${key}_other`, shown);
}
