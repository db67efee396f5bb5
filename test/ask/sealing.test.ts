import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Contexts } from '../../lib/networks/contexts.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  createGatewayKey,
  openRequest,
  PRODUCT_SUITE,
  type GatewayKey,
} from '../../lib/ohttp/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { random } from '../fakes/random.ts';

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

describe('a prepared context', () => {
  async function contexts(now = () => 0): Promise<{ made: Contexts; key: GatewayKey }> {
    const key = await createGatewayKey(1, [HYBRID_SUITE]);
    return {
      made: new Contexts(chooseKeyConfig([key.config], [HYBRID_SUITE]), 'chunked', now),
      key,
    };
  }
  const PLAIN = new Uint8Array(10);

  it('is made ahead again after each use', async () => {
    const { made, key } = await contexts();
    await made.prepare();
    const first = await made.seal(PLAIN);
    await made.prepare();
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const second = await made.seal(PLAIN);
    expect(derive).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    expect(first.bytes).not.toEqual(second.bytes);
    for (const { bytes, mediaType } of [first, second]) {
      const opened = await openRequest([key], mediaType, bytes, { random });
      expect(opened.plaintext).toEqual(PLAIN);
    }
  });

  it('that is about to run out is replaced by one that is not', async () => {
    let nowMs = 0;
    const { made, key } = await contexts(() => nowMs);
    await made.prepare();
    nowMs = 4.5 * 60_000;
    await made.prepare();
    nowMs = 9 * 60_000;
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const { bytes, mediaType } = await made.seal(PLAIN);
    expect(derive).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    expect((await openRequest([key], mediaType, bytes, { random })).plaintext).toEqual(PLAIN);
  });

  it('that has run out seals nothing: a fresh one does', async () => {
    let nowMs = 0;
    const { made, key } = await contexts(() => nowMs);
    await made.prepare();
    nowMs = 5 * 60_000 + 1;
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const { bytes, mediaType } = await made.seal(PLAIN);
    expect(derive).toHaveBeenCalled();
    vi.restoreAllMocks();
    expect((await openRequest([key], mediaType, bytes, { random })).plaintext).toEqual(PLAIN);
  });

  it('is wiped when the enclave is forgotten, and when its life is over', async () => {
    const { made } = await contexts();
    const ending = [() => made.wipe(), () => vi.advanceTimersByTime(5 * 60_000)];
    for (const end of ending) {
      vi.useFakeTimers();
      await made.prepare();
      end();
      vi.useRealTimers();
      const derive = vi.spyOn(crypto.subtle, 'deriveBits');
      await made.seal(PLAIN);
      // What had waited is gone: this one was made anew.
      expect(derive).toHaveBeenCalledOnce();
      vi.restoreAllMocks();
    }
  });
});
