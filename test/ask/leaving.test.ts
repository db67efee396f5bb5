/** What a Send writes before its question leaves: enough for the next worker, and no more than one write long. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isRecord } from '../../scripts/json.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

function phasesIn(values: readonly unknown[]): unknown[] {
  return values.map((held) =>
    isRecord(held) && isRecord(held['view']) ? held['view']['phase'] : held,
  );
}

describe('a Send with everything ready', () => {
  it('is written once, as one that may have left, before it leaves', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    const written = vi.spyOn(browser.sessionStore, 'set');
    const asks = (): unknown[] =>
      written.mock.calls.filter(([key]) => key.startsWith('ask/')).map(([, value]) => value);
    let before: unknown[] = [];
    browser.enclave.behaviour.intercept = ({ method }) => {
      if (method === 'POST') before = phasesIn(asks());
      return undefined;
    };
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask }) => ask?.phase === 'done');
    expect(before).toEqual(['sealing']);
  });

  it('does not leave before that write is done', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const set = browser.sessionStore.set.bind(browser.sessionStore);
    let isHeld = false;
    vi.spyOn(browser.sessionStore, 'set').mockImplementation(async (key, value) => {
      if (key.startsWith('ask/')) {
        isHeld = true;
        await held;
      }
      await set(key, value);
    });
    page.link.send({ type: 'ask/start' });
    await page.until(() => isHeld);
    await page.until(({ ask }) => ask?.phase === 'sealing');
    expect(browser.enclave.askRequests).toEqual([]);
    letGo();
    await page.until(({ ask }) => ask?.phase === 'done');
    expect(browser.enclave.askRequests).toHaveLength(1);
  });
});
