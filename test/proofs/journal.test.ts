import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createProofStore, type KeptAsk, type ProofStore } from '../../lib/proofs/index.ts';
import { random } from '../fakes/random.ts';

const CLEAN = { breaks: [], altered: [], removed: [], unrecorded: [], forgotten: 0 };

function kept(id: string): KeptAsk {
  return {
    id,
    createdAtMs: 1_800_000_000_000,
    phase: 'done',
    model: 'm',
    isDevelopmentRoot: false,
    states: {
      enclave: 'holds',
      sealed: 'holds',
      answered: 'complete',
      receipt: 'holds',
      settlement: 'not-watched',
    },
    error: null,
    text: { question: 'Why?', quote: '', title: '', url: '', answer: 'Because.' },
    facts: null,
  };
}

let store: ProofStore;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
  await store.keep(kept('a'));
  await store.keep(kept('b'));
  await store.keep(kept('a'));
});

/** Behind the product's back. */
async function meddle(change: (handle: Awaited<ReturnType<typeof openDB>>) => Promise<unknown>) {
  const handle = await openDB('sotto');
  await change(handle);
  handle.close();
}

describe('the journal', () => {
  it('agrees with what was kept, kept again and forgotten', async () => {
    expect(await store.checkJournal()).toEqual({ ...CLEAN, entries: 3 });
    await store.forget('b');
    expect(await store.checkJournal()).toEqual({ ...CLEAN, entries: 4, forgotten: 1 });
  });

  it('notices a record that was altered', async () => {
    await meddle(async (handle) =>
      handle.put('asks', { ...(await handle.get('asks', 'b')), model: 'x' }),
    );
    expect(await store.checkJournal()).toMatchObject({ altered: ['b'] });
  });

  it('notices a record that was removed', async () => {
    await meddle((handle) => handle.delete('asks', 'a'));
    expect(await store.checkJournal()).toMatchObject({ removed: ['a'] });
  });

  it('notices a record that was slipped in', async () => {
    await meddle(async (handle) =>
      handle.put('asks', { ...(await handle.get('asks', 'b')), id: 'c' }),
    );
    expect(await store.checkJournal()).toMatchObject({ unrecorded: ['c'] });
  });

  it('notices an entry that was taken out of its middle', async () => {
    await meddle((handle) => handle.delete('journal', 2));
    expect(await store.checkJournal()).toMatchObject({ breaks: [3], unrecorded: ['b'] });
  });

  it('notices an entry that was written over', async () => {
    await meddle(async (handle) =>
      handle.put('journal', { ...(await handle.get('journal', 2)), kind: 'forgotten' }),
    );
    expect(await store.checkJournal()).toMatchObject({ breaks: [2] });
  });
});
