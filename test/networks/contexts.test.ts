import { describe, expect, it, vi } from 'vitest';
import { Contexts } from '../../lib/networks/contexts.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  createGatewayKey,
  openRequest,
  type GatewayKey,
} from '../../lib/ohttp/index.ts';
import { random } from '../fakes/random.ts';

// What is counted here is counted for the whole process: no desk may be at work beside it.
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
