import { describe, expect, it, vi } from 'vitest';
import { wordsLocale } from '../../lib/platform/strings.ts';

const { told } = vi.hoisted(() => ({ told: { words: '', own: '' } }));

vi.mock('../../lib/platform/browser.ts', () => ({
  browser: { i18n: { getMessage: () => told.words, getUILanguage: () => told.own } },
}));

describe('what dates, numbers and plurals follow', () => {
  it.each([
    ['the words, in the browser’s own variety of their language', 'en', 'en-GB', 'en-GB'],
    ['the same for a language with a region of its own', 'zh-CN', 'zh-TW', 'zh-TW'],
    ['the words alone where the browser speaks what Sotto does not', 'en', 'pl', 'en'],
    ['the words alone where they are of another language than the browser', 'ar', 'en-US', 'ar'],
  ])('%s', (_, words, own, locale) => {
    Object.assign(told, { words, own });
    expect(wordsLocale()).toBe(locale);
  });
});
