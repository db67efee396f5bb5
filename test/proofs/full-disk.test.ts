/** A disk that fills up at any write: the person hears of it, and nothing half-written stays. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { utf8 } from '../../lib/bytes/index.ts';
import {
  createProofStore,
  type KeptAsk,
  type ProofStore,
  type Watch,
} from '../../lib/proofs/index.ts';
import { random } from '../fakes/random.ts';

let store: ProofStore;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
  // The vault's key and a log exist before the disk is full.
  for (let n = 0; n < 40; n++) await store.keep(kept(n), n === 0 ? WATCH : undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const WATCH: Watch = {
  relayUrl: 'https://relay.example',
  gatewayName: 'main',
  origin: 'log.example',
  verifierKey: 'log.example+0123abcd+AQID',
  entry: new Uint8Array(32),
  deadlineMs: 5,
};

function kept(n: number): KeptAsk {
  return {
    id: `ask-${n}`,
    createdAtMs: 1000 + n,
    phase: 'done',
    model: 'm',
    isDevelopmentRoot: false,
    states: {
      enclave: 'holds',
      sealed: 'holds',
      answered: 'complete',
      receipt: 'holds',
      settlement: 'pending',
    },
    error: null,
    text: { question: 'Why?', quote: '', title: '', url: '', answer: `Because ${n}.` },
    facts: {
      relayHost: 'relay.example',
      gatewayName: 'main',
      evidence: utf8(`evidence ${n}`),
      transcript: utf8('transcript'),
      nonce: new Uint8Array(20),
      verifiedAtMs: 5,
      keyId: 1,
      model: 'm',
      upstream: 'built-in',
      requestBytes: utf8('POST'),
      openings: { request: random(32), answer: random(32), leaf: random(32) },
      receipt: utf8('receipt'),
    },
  };
}

async function everything(): Promise<string> {
  const handle = await openDB('sotto');
  const stores = [...handle.objectStoreNames];
  const all = await Promise.all(stores.map(async (name) => [name, await handle.getAll(name)]));
  handle.close();
  const text = JSON.stringify(all, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('hex') : value,
  );
  // Short, so that a difference can be read.
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The disk is full when the write of this number is asked for, or only after it seemed to have succeeded, as when a
 * browser finds out at the end of the transaction. As browsers do it: the transaction aborts and knows why.
 */
function fillDiskAt(number: number, when: 'asked' | 'written'): { writes: number } {
  const seen = { writes: 0 };
  const prototype = IDBObjectStore.prototype;
  const { put } = Object.getOwnPropertyDescriptors(prototype);
  vi.spyOn(prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    const request = put.value?.apply(this, args);
    if (request === undefined) throw new Error('no put');
    const { transaction } = this;
    seen.writes += 1;
    if (seen.writes !== number) return request;
    const abort = (): void => {
      const error = new DOMException('no room', 'QuotaExceededError');
      Object.defineProperty(transaction, 'error', { get: () => error });
      transaction.abort();
    };
    if (when === 'asked') queueMicrotask(abort);
    else request.addEventListener('success', abort);
    return request;
  });
  return seen;
}

const ACTS: readonly (readonly [string, (by: ProofStore) => Promise<unknown>])[] = [
  ['keeping an ask with its proof and its watch', (by) => by.keep(kept(99), WATCH)],
  ['keeping an ask again', (by) => by.keep(kept(3))],
  [
    'bringing an ask up to date',
    (by) =>
      by.amend('ask-3', { phase: 'done', states: kept(3).states, error: null, answer: 'More.' }),
  ],
  [
    'writing down a look at the log',
    async (by) => {
      const [open] = await by.openLogs();
      if (open === undefined) throw new Error('nothing is looked for');
      const leaves = open.leaves.map((leaf) => ({ ...leaf, state: 'late' as const }));
      await by.noteLook({ atMs: 1, log: open.log, leaves, errors: new Map() });
    },
  ],
  ['forgetting', (by) => by.forget('ask-3', 'ask-4')],
  ['indexing', (by) => by.tidySearch()],
  ['keeping a draft', (by) => by.keepDraft({ question: 'Why?' })],
  ['looking for a key', (by) => by.watchKey({ ...WATCH, entry: new Uint8Array(32).fill(1) }, 0)],
];

describe.each(ACTS)('%s on a full disk', (_name, act) => {
  it.each(['asked', 'written'] as const)(
    'leaves nothing half-written: found when %s',
    async (when) => {
      const before = await everything();
      let number = 0;
      for (;;) {
        number += 1;
        const seen = fillDiskAt(number, when);
        const outcome = await act(store).then(
          () => 'done',
          (thrown: unknown) => thrown,
        );
        vi.restoreAllMocks();
        if (outcome === 'done') {
          expect(seen.writes).toBe(number - 1);
          break;
        }
        expect(outcome).toMatchObject({ code: 'store-full' });
        expect(await everything()).toBe(before);
      }
      expect(number).toBeGreaterThan(1);
      // There is room again, and the same store goes on.
      expect(await everything()).not.toBe(before);
      expect(await store.checkJournal()).toMatchObject({ breaks: [], altered: [], unrecorded: [] });
    },
  );
});

describe('a full disk', () => {
  it('keeps the first key of the vault from being made up for one session only', async () => {
    globalThis.indexedDB = new IDBFactory();
    store = createProofStore(random);
    fillDiskAt(1, 'written');
    await expect(store.keep(kept(1))).rejects.toMatchObject({ code: 'store-full' });
    vi.restoreAllMocks();
    await store.keep(kept(1));
    expect((await createProofStore(random).open('ask-1')).text.answer).toBe('Because 1.');
  });
});
