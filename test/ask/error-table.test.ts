import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE, errorKey, errorViewOf, viewOfCode } from '../../lib/ask/index.ts';
import { CodedError } from '../../lib/errors/index.ts';

const messages: unknown = JSON.parse(
  readFileSync(new URL('../../public/_locales/en/messages.json', import.meta.url), 'utf8'),
);

describe('the table of errors', () => {
  it('has a sentence for every code', () => {
    for (const code of Object.keys(ERROR_TABLE)) {
      expect(messages).toHaveProperty([errorKey(code), 'message'], expect.stringMatching(/\S/));
    }
  });

  it('knows what a person can do about each', () => {
    for (const advice of Object.values(ERROR_TABLE)) {
      expect(['retry', 'fix-settings', 'stop']).toContain(advice);
    }
    expect(viewOfCode('relay-unset')).toEqual({ code: 'relay-unset', advice: 'fix-settings' });
  });

  it('calls a stranger unexpected, and shows nothing of it', () => {
    expect(errorViewOf(new Error('secret text'))).toEqual({ code: 'unexpected', advice: 'retry' });
    expect(errorViewOf('x').code).toBe('unexpected');
    expect(errorViewOf(new CodedError('toString')).code).toBe('unexpected');
    expect(errorKey('constructor')).toBe('error_unexpected');
  });
});
