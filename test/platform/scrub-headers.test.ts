import { beforeEach, describe, expect, it, vi } from 'vitest';

interface Rule {
  id: number;
  condition: { requestDomains?: string[] };
}

const rules: Rule[] = [];
const updateSessionRules = vi.fn(async (change: { addRules: Rule[] }) => {
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
  const rule = scrubRule(['relay.example'], 'sotto-id');

  it('takes off everything that tells installs apart', () => {
    const removed = rule.action.requestHeaders ?? [];
    for (const header of ['origin', 'cookie', 'accept-language', 'accept-encoding', 'referer']) {
      expect(removed).toContainEqual({ header, operation: 'remove' });
    }
    expect(REMOVED_FIELDS.some((name) => name.startsWith('sec-fetch-'))).toBe(true);
    expect(REMOVED_FIELDS.some((name) => name.startsWith('sec-ch-ua'))).toBe(true);
    expect(removed).toContainEqual({ header: 'user-agent', operation: 'set', value: 'sotto' });
  });

  it('touches our own requests to those hosts and nothing else', () => {
    expect(rule.condition).toEqual({
      requestDomains: ['relay.example'],
      initiatorDomains: ['sotto-id'],
      resourceTypes: ['xmlhttprequest', 'other'],
    });
  });

  it('takes the place of the one before and keeps its hosts, an earlier worker’s among them', async () => {
    const condition = { requestDomains: ['before.example'] };
    rules.push({ id: 1, condition });
    await scrubOuterRequests('https://relay.example:8443/base', 'https://node.example');
    await scrubOuterRequests('http://127.0.0.1:80');
    expect(rules).toHaveLength(1);
    expect([...(rules[0]?.condition.requestDomains ?? [])].sort()).toEqual(
      expect.arrayContaining(['127.0.0.1', 'before.example', 'node.example', 'relay.example']),
    );
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
