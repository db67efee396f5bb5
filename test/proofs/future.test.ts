import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createProofStore } from '../../lib/proofs/index.ts';
import { random } from '../fakes/random.ts';

const LATER = 99;
const RECORD = { id: 'of-a-later-version', words: 'as it was' };

/** Made by a later version of the product, which somebody then replaced by this one. */
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  const handle = await openDB('sotto', LATER, {
    upgrade: (made) => void made.createObjectStore('asks', { keyPath: 'id' }),
  });
  await handle.put('asks', RECORD);
  handle.close();
});

describe('a database of a later version', () => {
  it('is refused by name, to looking, keeping and forgetting alike', async () => {
    const store = createProofStore(random);
    const acts = [
      () => store.list({ search: '', limit: 5 }),
      () => store.forget('of-a-later-version'),
      () => store.keepDraft({ question: 'Why?' }),
      () => store.lock(),
    ];
    for (const act of acts)
      await expect(act()).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('is left as it was', async () => {
    const store = createProofStore(random);
    await store.list({ search: '', limit: 5 }).catch(() => undefined);
    await store.forget('of-a-later-version').catch(() => undefined);
    const handle = await openDB('sotto');
    expect(handle.version).toBe(LATER);
    expect(await handle.getAll('asks')).toEqual([RECORD]);
    handle.close();
  });
});
