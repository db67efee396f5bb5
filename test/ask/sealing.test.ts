import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import { PRODUCT_SUITE } from '../../lib/ohttp/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
});

/** The header of the one sealed request: key id and KEM id, in clear for the relay too. */
async function headerOfAsk(): Promise<{ keyId: number; kemId: number; length: number }> {
  const page = new FakePage(browser.startWorker());
  await page.ready();
  page.link.send({ type: 'ask/start' });
  const { enclave, leaves } = await page.until((s) => s.ask?.proof.answered === 'complete');
  const body = browser.enclave.askRequests[0]?.body ?? new Uint8Array(0);
  expect(enclave.keyId).toBe(body[0]);
  expect(leaves?.sealedBytes).toBe(body.length);
  return {
    keyId: body[0] ?? -1,
    kemId: ((body[1] ?? 0) << 8) | (body[2] ?? 0),
    length: body.length,
  };
}

describe('the suite', () => {
  it('is the post-quantum hybrid where the enclave offers it, under the id that is shown', async () => {
    await browser.enclave.rotateKey(7, [PRODUCT_SUITE, HYBRID_SUITE]);
    await browser.enclave.refreshRelay();
    expect(await headerOfAsk()).toEqual({ keyId: 8, kemId: 0x647a, length: 4096 });
  });

  it('is X25519 where it does not', async () => {
    await browser.enclave.rotateKey(7, [PRODUCT_SUITE]);
    await browser.enclave.refreshRelay();
    expect(await headerOfAsk()).toEqual({ keyId: 7, kemId: 0x20, length: 4096 });
  });

  it.each([2800, 2900, 3000, 3100, 4000, 15_000, 16_000, 30_000])(
    'brings a question of %i bytes to one of three lengths, as was shown before',
    async (length) => {
      const page = new FakePage(browser.startWorker());
      await page.ready('x'.repeat(length));
      page.link.send({ type: 'ask/start' });
      const { leaves } = await page.until((state) => state.ask?.phase === 'done');
      const sent = browser.enclave.askRequests[0]?.body?.length;
      expect([4096, 16_384, 32_768]).toContain(sent);
      expect(leaves?.sealedBytes).toBe(sent);
    },
  );
});
