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
  /** The key of the sentence for an error code (lib/ask/error-table.ts); several codes share one. */
  errorKey: (code: string) => string;
}

/** Without a provider the keys themselves are shown: wrong, but visibly wrong. */
export const StringsContext = createContext<Strings>({
  t: (key) => key,
  locale: 'en',
  errorKey: (code) => `error_${code}`,
});

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

/** Looks up `key_one`, `key_few`, `key_other`… by the plural rules of the language. */
export function plural({ t, locale }: Strings, key: string, count: number): string {
  const category = new Intl.PluralRules(locale).select(count);
  const shown = new Intl.NumberFormat(locale).format(count);
  return t(`${key}_${category}`, shown) || t(`${key}_other`, shown);
}
