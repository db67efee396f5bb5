/** Looks at the enclave that overtake each other: only the last one that was asked for counts. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

/** The first look gets true evidence, but late; every later one is told nothing good, at once. */
function holdFirstLook(): { looks: () => number; letGo: () => void } {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const { behaviour, fetch } = browser.enclave;
  let looks = 0;
  let isTrue = false;
  behaviour.intercept = ({ path, query, init }) => {
    if (path !== '/evidence' || isTrue) return undefined;
    if (++looks > 1) return new Response(new Uint8Array(500));
    return held.then(async () => {
      isTrue = true;
      const answer = fetch(`http://127.0.0.1:8123/g/desk/evidence${query}`, init);
      isTrue = false;
      return answer;
    });
  };
  return { looks: () => looks, letGo };
}

describe('a look that was forgotten while it was under way', () => {
  it('does not stand in for the one that came after it, under the same settings', async () => {
    const { looks, letGo } = holdFirstLook();
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { quote: 'Quoted.', question: 'Why?' } });
    page.link.send({ type: 'ask/start' });
    await page.until(() => looks() === 1);
    page.link.send({ type: 'enclave/recheck' });
    await page.until(({ enclave }) => enclave.phase === 'refused');
    letGo();
    const { ask, enclave } = await page.until((state) => state.ask?.phase !== 'verifying');
    expect(ask?.phase).toBe('refused');
    expect(enclave.phase).toBe('refused');
    expect(browser.enclave.askRequests).toEqual([]);
  });
});
