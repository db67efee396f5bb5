import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

// Alone in its file: an ask of a test before would go on in the background and prepare the context of its next one.
describe('Send', () => {
  it('does no key agreement before the sealed bytes leave', async () => {
    const browser = await FakeBrowser.start();
    const page = new FakePage(browser.startWorker());
    await page.ready();
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const generate = vi.spyOn(crypto.subtle, 'generateKey');
    browser.enclave.behaviour.intercept = ({ method }) => {
      if (method === 'POST') throw new TypeError('stop here');
      return undefined;
    };
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.phase === 'failed');
    expect(derive).not.toHaveBeenCalled();
    expect(generate).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
