import { describe, expect, it } from 'vitest';
import { plural, stringsFrom } from '../../../components/ui/strings.ts';
import { ERROR_TABLE, errorKey } from '../../../lib/ask/index.ts';
import { QUICK_ACTIONS } from '../../../lib/prompts/index.ts';
import messages from '../../../public/_locales/en/messages.json' with { type: 'json' };

const t = stringsFrom(messages);

describe('strings', () => {
  it('substitute as browser.i18n does', () => {
    const own = stringsFrom({ a: { message: '$1 of $2, $1' } });
    expect(own('a', 'x', '$1')).toBe('x of $1, x');
    expect(own('a', 'x')).toBe('x of , x');
    expect(own('missing')).toBe('');
  });

  it('choose the plural form', () => {
    const strings = { t, locale: 'en', errorKey };
    expect(plural(strings, 'characters', 1)).toBe('1 character');
    expect(plural(strings, 'characters', 316_800)).toBe('316,800 characters');
  });

  it('hold one sentence for every error code', () => {
    for (const code of Object.keys(ERROR_TABLE)) {
      expect(t(errorKey(code)), code).toMatch(/^[A-Z].*[.]$/);
    }
  });

  it('hold both strings of every quick action', () => {
    for (const { labelKey, questionKey } of QUICK_ACTIONS) {
      expect(t(labelKey)).not.toBe('');
      expect(t(questionKey)).not.toBe('');
    }
  });
});
