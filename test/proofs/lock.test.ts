import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  createProofStore,
  createWalletStore,
  SESSION_KEY,
  type KeptAsk,
  type ProofStore,
} from '../../lib/proofs/index.ts';
import { createPassphrase, type Passphrase, type Stretch } from '../../lib/proofs/lock/index.ts';
import { FakeClock } from '../fakes/clock.ts';
import { random } from '../fakes/random.ts';
import { FakeStorage } from '../fakes/storage.ts';

const PASSPHRASE = 'four stones on the quay';
const OTHER = 'quay the on stones four';
const CLEAN = { breaks: [], altered: [], removed: [], unrecorded: [] };

let session: FakeStorage;
let clock: FakeClock;

/** Stands for Argon2id, whose own test is test/entrypoints/stretch.test.ts: here only what it is given counts. */
const stretch: Stretch = (passphrase, salt, cost) => {
  const hash = createHash('sha256').update(passphrase).update(salt).update(JSON.stringify(cost));
  return Promise.resolve(new Uint8Array(hash.digest()));
};

function kept(id: string): KeptAsk {
  const bytes = (word: string): Bytes => utf8(`${word} of ${id}`);
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
    text: { question: `Why ${id}?`, quote: 'quote', title: '', url: '', answer: `Because ${id}.` },
    facts: {
      relayHost: 'relay.example',
      gatewayName: 'main',
      evidence: bytes('evidence'),
      transcript: bytes('transcript'),
      nonce: new Uint8Array(20),
      verifiedAtMs: 5,
      keyId: 1,
      model: 'm',
      upstream: 'u',
      requestBytes: bytes('request'),
      openings: { request: bytes('one'), answer: bytes('two'), leaf: bytes('three') },
      receipt: null,
    },
  };
}

function passphrase(): Passphrase {
  return createPassphrase({ random, stretch, now: clock.now, session });
}

/** Another context, or the same one after the worker's death. */
function store(): ProofStore {
  return createProofStore(random, session);
}

async function raw(name: string): Promise<{ key: unknown; value: unknown }[]> {
  const handle = await openDB('sotto');
  const keys = await handle.getAllKeys(name);
  const values: unknown[] = await handle.getAll(name);
  handle.close();
  return keys.map((key, i) => ({ key, value: values[i] }));
}

/** The browser's exit: its memory is gone, the profile stays. */
function restart(): void {
  session = new FakeStorage();
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  session = new FakeStorage();
  clock = new FakeClock();
  const first = store();
  for (let n = 0; n < 60; n++) await first.keep(kept(`ask-${n}`));
  await first.keepDraft({ question: 'A draft?' });
  await first.keepAccount({ token: 'secret token' });
  await createWalletStore(random, session).write(0, { credits: 3 });
  while (await first.tidySearch());
});

async function everythingOpens(altered: readonly string[] = []): Promise<void> {
  const here = store();
  for (const n of [0, 33, 59]) {
    expect((await here.open(`ask-${n}`)).text.answer).toBe(`Because ask-${n}.`);
    expect((await here.open(`ask-${n}`)).facts?.requestBytes).toEqual(utf8(`request of ask-${n}`));
  }
  expect(await here.list({ search: 'ask-33', limit: 5 })).toMatchObject({ found: 1 });
  expect(await here.draft()).toEqual({ question: 'A draft?' });
  expect(await here.account()).toEqual({ token: 'secret token' });
  expect((await createWalletStore(random, session).read()).value).toEqual({ credits: 3 });
  expect(await here.checkJournal()).toMatchObject({ ...CLEAN, altered });
}

async function nothingOpens(): Promise<void> {
  const here = store();
  const looks = [
    () => here.open('ask-0'),
    () => here.list({ search: '', limit: 5 }),
    () => here.draft(),
    () => here.account(),
    () => here.keep(kept('new')),
    () => createWalletStore(random, session).read(),
  ];
  for (const look of looks) await expect(look()).rejects.toMatchObject({ code: 'locked' });
}

describe('without a passphrase', () => {
  it('everything opens after the browser’s exit, as it would from a copy of the profile', async () => {
    restart();
    await everythingOpens();
    expect(await store().lock()).toBeUndefined();
  });
});

describe('with a passphrase', () => {
  beforeEach(() => passphrase().set(PASSPHRASE, 10));

  it('everything goes on opening until the browser’s exit', async () => {
    await everythingOpens();
    expect(await store().lock()).toEqual({ isLocked: false, idleMinutes: 10 });
  });

  it('nothing opens after the browser’s exit, and what is kept then is refused', async () => {
    restart();
    await nothingOpens();
    expect(await store().lock()).toEqual({ isLocked: true, idleMinutes: 10 });
  });

  it('leaves no key in the database, and no record that the key of before opens', async () => {
    expect((await raw('keys')).map(({ key }) => key)).toEqual(['vault']);
    expect((await raw('keys')).some(({ value }) => JSON.stringify(value).includes('key"'))).toBe(
      false,
    );
    restart();
    await nothingOpens();
  });

  it('opens again with it, and with nothing else', async () => {
    restart();
    await expect(passphrase().unlock(OTHER)).rejects.toMatchObject({ code: 'passphrase-wrong' });
    await nothingOpens();
    await passphrase().unlock(PASSPHRASE.normalize('NFD'));
    await everythingOpens();
  });

  it('keeps the bare key in the session’s memory alone', async () => {
    expect([...session.values.keys()]).toEqual([SESSION_KEY]);
  });

  it('does not take the session’s key of another lock', async () => {
    restart();
    await session.set(SESSION_KEY, { lockId: 'another', key: 'A'.repeat(43) });
    await nothingOpens();
    expect(await store().lock()).toMatchObject({ isLocked: true });
  });

  it('is changed: the old one opens nothing any more', async () => {
    await passphrase().change(PASSPHRASE, OTHER);
    restart();
    await expect(passphrase().unlock(PASSPHRASE)).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
    await passphrase().unlock(OTHER);
    await everythingOpens();
    expect(await store().lock()).toMatchObject({ idleMinutes: 10 });
  });

  it('is taken away by who knows it: everything opens without', async () => {
    await expect(passphrase().remove(OTHER)).rejects.toMatchObject({ code: 'passphrase-wrong' });
    await passphrase().remove(PASSPHRASE);
    restart();
    await everythingOpens();
    expect(await store().lock()).toBeUndefined();
  });

  it('can be set anew after it was taken away', async () => {
    await passphrase().remove(PASSPHRASE);
    await passphrase().set(OTHER, 0);
    restart();
    await nothingOpens();
    await passphrase().unlock(OTHER);
    await everythingOpens();
    expect(await store().lock()).toMatchObject({ isLocked: false });
  });
});

describe('a passphrase', () => {
  it('has a least length, in characters', async () => {
    const set = passphrase().set('\u{1f511}'.repeat(9), 0);
    await expect(set).rejects.toMatchObject({ code: 'passphrase-too-short' });
    await everythingOpens();
  });

  it.each([50, 60])(
    'being set is cut off after %d records: the next unlocking goes on',
    async (left) => {
      const cut = passphrase().set(PASSPHRASE, 0, (done) => {
        if (done >= left) throw new Error('the page was closed');
      });
      await cut.catch(() => undefined);
      restart();
      await nothingOpens();
      await passphrase().unlock(PASSPHRASE);
      await everythingOpens();
      expect((await raw('keys')).map(({ key }) => key)).toEqual(['vault']);
    },
  );

  it('makes nothing good that somebody damaged or altered before it was set', async () => {
    const handle = await openDB('sotto');
    const damaged: unknown = await handle.get('asks', 'ask-3');
    const altered: unknown = await handle.get('asks', 'ask-5');
    const text = { iv: new Uint8Array(12), sealed: new Uint8Array(40) };
    await handle.put('asks', Object.assign({}, damaged, { text }));
    await handle.put('asks', Object.assign({}, altered, { model: 'another' }));
    handle.close();
    await passphrase().set(PASSPHRASE, 0);
    await everythingOpens(['ask-3', 'ask-5']);
    restart();
    await passphrase().unlock(PASSPHRASE);
    expect((await store().open('ask-5')).text.answer).toBe('Because ask-5.');
  });
});

describe('wiping', () => {
  it('destroys the key and every record, and the store goes on empty', async () => {
    await passphrase().set(PASSPHRASE, 0);
    restart();
    const here = store();
    await here.wipe();
    expect(await indexedDB.databases()).toEqual([]);
    await here.keep(kept('new'));
    expect((await here.open('new')).text.answer).toBe('Because new.');
    expect(await here.lock()).toBeUndefined();
  });
});

describe('a wallet that was open before', () => {
  it('goes on under the new key when a passphrase is set', async () => {
    const wallet = createWalletStore(random, session);
    const page = createWalletStore(random, session);
    for (const one of [wallet, page]) expect((await one.read()).value).toEqual({ credits: 3 });
    await passphrase().set(PASSPHRASE, 15);
    const { version, value } = await wallet.read();
    expect(value).toEqual({ credits: 3 });
    expect(await wallet.write(version, { credits: 2 })).toBe(true);
    expect((await page.read()).value).toEqual({ credits: 2 });
  });

  it('is closed while it is locked', async () => {
    await passphrase().set(PASSPHRASE, 15);
    const wallet = createWalletStore(random, session);
    const { version, value } = await wallet.read();
    expect(value).toEqual({ credits: 3 });
    await session.remove(SESSION_KEY);
    await expect(wallet.read()).rejects.toMatchObject({ code: 'locked' });
    await expect(wallet.write(version, { credits: 4 })).rejects.toMatchObject({ code: 'locked' });
    await passphrase().unlock(PASSPHRASE);
    expect((await wallet.read()).value).toEqual({ credits: 3 });
  });

  it('begins anew under a key of its own after everything was wiped', async () => {
    const wallet = createWalletStore(random, session);
    expect((await wallet.read()).value).toEqual({ credits: 3 });
    await store().wipe();
    expect(await wallet.read()).toEqual({ version: 0, value: undefined });
    expect(await wallet.write(0, { credits: 1 })).toBe(true);
    expect((await createWalletStore(random, session).read()).value).toEqual({ credits: 1 });
  });
});
