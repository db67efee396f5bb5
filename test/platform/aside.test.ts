import { describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({ default: {} }));
const { isAsideHost } = await import('../../lib/platform/index.ts');

const SELF = { id: 'sotto-id', pagesUrl: 'chrome-extension://sotto-id/' };
const HOST = { id: SELF.id, url: `${SELF.pagesUrl}aside-host.html` };

describe('who may be the aside', () => {
  it('is the offscreen document', () => {
    expect(isAsideHost(HOST, SELF)).toBe(true);
  });

  it.each([
    ['nobody', undefined],
    ['another page of ours', { ...HOST, url: `${SELF.pagesUrl}popup.html` }],
    ['the same page opened in a tab', { ...HOST, tab: {} }],
    ['the same page with words behind it', { ...HOST, url: `${HOST.url}?x` }],
    ['another extension', { id: 'other', url: 'chrome-extension://other/aside-host.html' }],
    ['a web page', { url: 'https://news.example/aside-host.html' }],
  ])('is not %s', (_, sender) => {
    expect(isAsideHost(sender, SELF)).toBe(false);
  });
});
