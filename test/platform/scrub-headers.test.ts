import { beforeEach, describe, expect, it, vi } from 'vitest';

const rules: { id: number }[] = [];
const updateSessionRules = vi.fn(async (change: { addRules: { id: number }[] }) => {
  rules.splice(0, rules.length, ...change.addRules);
});

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: { getURL: () => 'chrome-extension://sotto-id/' },
    declarativeNetRequest: { updateSessionRules, getSessionRules: async () => rules },
  },
}));

const { REMOVED_FIELDS, scrubOuterRequests, scrubRule, relayPattern } =
  await import('../../lib/platform/index.ts');

beforeEach(() => {
  rules.length = 0;
  vi.clearAllMocks();
});

describe('the scrubbing rule', () => {
  const rule = scrubRule('https://relay.example:8443/base', 'sotto-id');

  it('takes off everything that tells installs apart', () => {
    const removed = rule.action.requestHeaders ?? [];
    for (const header of ['origin', 'cookie', 'accept-language', 'accept-encoding', 'referer']) {
      expect(removed).toContainEqual({ header, operation: 'remove' });
    }
    expect(REMOVED_FIELDS.some((name) => name.startsWith('sec-fetch-'))).toBe(true);
    expect(REMOVED_FIELDS.some((name) => name.startsWith('sec-ch-ua'))).toBe(true);
    expect(removed).toContainEqual({ header: 'user-agent', operation: 'set', value: 'sotto' });
  });

  it('touches our own requests to the relay’s host and nothing else', () => {
    expect(rule.condition).toEqual({
      requestDomains: ['relay.example'],
      initiatorDomains: ['sotto-id'],
      resourceTypes: ['xmlhttprequest', 'other'],
    });
  });

  it('is set in place of the one before', async () => {
    await scrubOuterRequests('https://relay.example');
    await scrubOuterRequests('http://127.0.0.1:80');
    expect(rules).toHaveLength(1);
    expect(updateSessionRules).toHaveBeenLastCalledWith(
      expect.objectContaining({ removeRuleIds: [1] }),
    );
  });

  it('that does not take hold stops everything', async () => {
    updateSessionRules.mockImplementationOnce(async () => undefined);
    await expect(scrubOuterRequests('https://relay.example')).rejects.toMatchObject({
      code: 'scrub-failed',
    });
    updateSessionRules.mockRejectedValueOnce(new Error('no permission'));
    await expect(scrubOuterRequests('https://relay.example')).rejects.toMatchObject({
      code: 'scrub-failed',
    });
  });
});

describe('the host permission', () => {
  it('is for the relay’s host on every port', () => {
    expect(relayPattern('https://relay.example:8443/base')).toBe('https://relay.example/*');
    expect(relayPattern('http://127.0.0.1:8080')).toBe('http://127.0.0.1/*');
  });
});
