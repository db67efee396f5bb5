import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  createProofStore,
  createWalletStore,
  type KeptAsk,
  type ProofFacts,
  type ProofStore,
} from '../../lib/proofs/index.ts';
import { random } from '../fakes/random.ts';

let store: ProofStore;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
});

const STATES: KeptAsk['states'] = {
  enclave: 'holds',
  sealed: 'holds',
  answered: 'complete',
  receipt: 'holds',
  settlement: 'not-watched',
};

function facts(evidence: Bytes = utf8('evidence')): ProofFacts {
  return {
    relayHost: 'relay.example',
    gatewayName: 'main',
    evidence,
    transcript: utf8('transcript'),
    nonce: new Uint8Array(20).fill(1),
    verifiedAtMs: 5,
    keyId: 1,
    model: 'm',
    upstream: 'built-in',
    requestBytes: utf8('POST … the xylophone question'),
    openings: { request: random(32), answer: random(32), leaf: random(32) },
    receipt: utf8('receipt'),
  };
}

function kept(n: number, change: Partial<KeptAsk> = {}): KeptAsk {
  return {
    id: `ask-${String(n)}`,
    createdAtMs: 1000 + n,
    phase: 'done',
    model: 'm',
    isDevelopmentRoot: false,
    states: STATES,
    error: null,
    text: {
      question: `xylophone question ${String(n)}`,
      quote: `zeppelin quote ${String(n)}`,
      title: 'quaggas title',
      url: 'https://kumquat.example/path',
      answer: `yggdrasil answer ${String(n)}`,
    },
    facts: facts(),
    ...change,
  };
}

/** Every record of every store as text, bytes as Latin-1, so that a readable word would be found. */
async function rawDatabase(): Promise<string> {
  const request = indexedDB.open('sotto');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('open'));
  });
  const names = [...database.objectStoreNames];
  const transaction = database.transaction(names);
  const all = await Promise.all(
    names.map(
      (name) =>
        new Promise<unknown[]>((resolve) => {
          const found = transaction.objectStore(name).getAll();
          found.onsuccess = () => resolve(found.result);
        }),
    ),
  );
  database.close();
  return JSON.stringify(all, (_key, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
      : value,
  );
}

describe('what lies in the database', () => {
  it('holds no readable word of what a person asked, was told, writes or has, in any store', async () => {
    // More than are read without an index: it holds words by itself.
    for (let n = 1; n <= 33; n++) await store.keep(kept(n));
    while (await store.tidySearch());
    await store.keepDraft({ question: 'walrus draft' });
    await store.keepWaiting([{ question: 'narwhal waits' }]);
    await store.keepAccount({ accessToken: 'token-ptarmigan' });
    const wallet = createWalletStore(random);
    await wallet.write(0, { token: 'credit-capercaillie' });
    await wallet.close();
    const raw = await rawDatabase();
    for (const clear of ['"ask-1"', '"current"', '"waiting"', '"account"', '"piece/']) {
      expect(raw).toContain(clear);
    }
    const words = ['xylophone', 'zeppelin', 'quaggas', 'kumquat', 'yggdrasil'];
    for (const word of [...words, 'walrus', 'narwhal', 'ptarmigan', 'capercaillie']) {
      expect(raw).not.toContain(word);
      expect(raw).not.toContain(Buffer.from(word).toString('base64url').slice(0, 8));
    }
  });

  it('opens again whole, in this session and in the next', async () => {
    const before = kept(1);
    await store.keep(before);
    expect(await store.open('ask-1')).toEqual(before);
    await store.close();
    expect(await createProofStore(random).open('ask-1')).toEqual(before);
  });

  it('is sealed under a key that gives itself to nobody', async () => {
    await store.keep(kept(1));
    const request = indexedDB.open('sotto');
    const key = await new Promise<CryptoKey>((resolve) => {
      request.onsuccess = () => {
        const found = request.result.transaction('keys').objectStore('keys').get('vault');
        found.onsuccess = () => resolve((found.result as { key: CryptoKey }).key);
      };
    });
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });

  it('refuses a text that was moved to another record', async () => {
    await store.keep(kept(1));
    await store.keep(kept(2));
    const request = indexedDB.open('sotto');
    await new Promise<void>((resolve) => {
      request.onsuccess = () => {
        const asks = request.result.transaction('asks', 'readwrite').objectStore('asks');
        const found = asks.get('ask-1');
        found.onsuccess = () => {
          const moved = asks.put({ ...found.result, id: 'ask-2' });
          moved.onsuccess = () => resolve();
        };
      };
    });
    await expect(store.open('ask-2')).rejects.toMatchObject({ code: 'record-unreadable' });
  });

  it('is refused when a record has another shape', async () => {
    await store.keep(kept(1));
    const request = indexedDB.open('sotto');
    await new Promise<void>((resolve) => {
      request.onsuccess = () => {
        const asks = request.result.transaction('asks', 'readwrite').objectStore('asks');
        asks.put({ id: 'ask-1', createdAtMs: 'yesterday' }).onsuccess = () => resolve();
      };
    });
    await expect(store.open('ask-1')).rejects.toMatchObject({ code: 'record-invalid' });
  });
});

describe('the list', () => {
  it('is newest first, a page at a time', async () => {
    for (const n of [3, 1, 2, 5, 4]) await store.keep(kept(n));
    const first = await store.list({ search: '', limit: 2 });
    expect(first).toMatchObject({ total: 5 });
    expect(first.items.map(({ id }) => id)).toEqual(['ask-5', 'ask-4']);
    const next = await store.list({
      search: '',
      limit: 9,
      beforeMs: first.items[1]?.createdAtMs ?? 0,
    });
    expect(next.items.map(({ id }) => id)).toEqual(['ask-3', 'ask-2', 'ask-1']);
  });

  it('shows previews and the host', async () => {
    await store.keep(kept(1));
    const { items } = await store.list({ search: '', limit: 1 });
    expect(items[0]).toMatchObject({
      questionPreview: 'xylophone question 1',
      quotePreview: 'zeppelin quote 1',
      host: 'kumquat.example',
      states: STATES,
    });
  });

  it('finds by every word anywhere in the text, whatever its case', async () => {
    for (let n = 0; n < 450; n++) await store.keep(kept(n, { createdAtMs: 1000 + (n % 7) }));
    const found = await store.list({ search: 'YGGDRASIL 123', limit: 10 });
    expect(found.items.map(({ id }) => id)).toEqual(['ask-123']);
    expect((await store.list({ search: 'answer kumquat', limit: 1000 })).items).toHaveLength(450);
    expect((await store.list({ search: 'absent', limit: 10 })).items).toEqual([]);
  });
});

describe('forgetting', () => {
  it('removes an ask and the evidence that nobody else needs', async () => {
    await store.keep(kept(1));
    await store.keep(kept(2));
    await store.keep(kept(3, { facts: facts(utf8('other evidence')) }));
    await store.forget('ask-3');
    await expect(store.open('ask-3')).rejects.toMatchObject({ code: 'proof-unknown' });
    expect(await rawDatabase()).not.toContain('other evidence');
    await store.forget('ask-1');
    expect((await store.open('ask-2')).facts?.evidence).toEqual(utf8('evidence'));
    await store.forget('ask-2');
    expect(await rawDatabase()).not.toContain('evidence"');
    expect((await store.list({ search: '', limit: 9 })).total).toBe(0);
  });

  it('forgets a draft', async () => {
    await store.keepDraft({ question: 'x' });
    expect(await store.draft()).toEqual({ question: 'x' });
    await store.keepDraft(undefined);
    expect(await store.draft()).toBeUndefined();
  });
});

describe('what was seen at a gateway', () => {
  it('tells a change from a first and from a second time', async () => {
    const see = (value: string, at: number): Promise<{ isChanged: boolean; firstSeenMs: number }> =>
      store.noteSighting({ gateway: 'https://r|main', kind: 'key-config', value }, at);
    expect(await see('aa', 1)).toEqual({ isChanged: false, firstSeenMs: 1 });
    expect(await see('aa', 2)).toEqual({ isChanged: false, firstSeenMs: 1 });
    expect(await see('bb', 3)).toEqual({ isChanged: true, firstSeenMs: 3 });
    expect(await see('aa', 4)).toEqual({ isChanged: true, firstSeenMs: 1 });
  });

  it('keeps gateways and kinds apart', async () => {
    await store.noteSighting({ gateway: 'a', kind: 'key-config', value: 'aa' }, 1);
    const other = await store.noteSighting({ gateway: 'b', kind: 'key-config', value: 'bb' }, 2);
    expect(other.isChanged).toBe(false);
  });
});
