import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { fromBase64Url } from '../../lib/bytes/index.ts';
import { createProofStore, createWalletStore } from '../../lib/proofs/index.ts';
import { isRecord, type JsonRecord } from '../../scripts/json.ts';
import { random } from '../fakes/random.ts';

const ID = 'v1-sample-ask';

/** `{ bytes }` stands for a byte string. */
function revive(_key: string, value: unknown): unknown {
  if (!isRecord(value) || typeof value['bytes'] !== 'string') return value;
  return fromBase64Url(value['bytes']);
}

function readSample(version: number): { vaultKey: string; stores: Record<string, JsonRecord[]> } {
  const sample = new URL(`../vectors/proofs/database-v${version}.json`, import.meta.url);
  const value: unknown = JSON.parse(readFileSync(sample, 'utf8'), revive);
  if (!isRecord(value) || !isRecord(value['stores'])) throw new Error('no sample');
  const stores = Object.entries(value['stores']).map(([name, records]) => {
    return [name, Array.isArray(records) ? records.filter(isRecord) : []] as const;
  });
  return { vaultKey: String(value['vaultKey']), stores: Object.fromEntries(stores) };
}

/** The databases as earlier versions of the product made them; written out here, since the product has moved on. */
async function openVersion(version: 1 | 2 | 3): Promise<void> {
  const { vaultKey, stores } = readSample(version);
  const raw = fromBase64Url(vaultKey);
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, usages);
  const handle = await openDB('sotto', version, {
    upgrade: (made) => {
      made.createObjectStore('asks', { keyPath: 'id' }).createIndex('by-created', 'createdAtMs');
      made
        .createObjectStore('proofs', { keyPath: 'id' })
        .createIndex('by-ref', 'refs', { multiEntry: true });
      made.createObjectStore('evidence', { keyPath: 'digestHex' });
      made.createObjectStore('keys', { keyPath: 'id' });
      made.createObjectStore('seen', { keyPath: 'id' }).createIndex('by-gateway', 'gateway');
      made.createObjectStore('drafts', { keyPath: 'id' });
      if (version < 2) return;
      made.createObjectStore('settlements', { keyPath: 'id' }).createIndex('by-open', 'isOpen');
      made.createObjectStore('logs', { keyPath: 'id' });
      made.createObjectStore('journal', { keyPath: 'number' });
      if (version < 3) return;
      made.createObjectStore('search', { keyPath: 'id' });
      made.createObjectStore('wallet', { keyPath: 'id' });
    },
  });
  await handle.put('keys', { id: 'vault', key });
  for (const [name, records] of Object.entries(stores)) {
    for (const record of records) await handle.put(name, record);
  }
  handle.close();
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('a database of version 1', () => {
  beforeEach(() => openVersion(1));

  it('is listed, found and opened with everything in it', async () => {
    const store = createProofStore(random);
    expect(await store.list({ search: 'ebb', limit: 5 })).toMatchObject({
      total: 1,
      items: [{ id: ID, questionPreview: 'Explain this.', host: 'a.example' }],
    });
    const kept = await store.open(ID);
    expect(kept.text.answer).toBe('It began to ebb.');
    expect(kept.facts?.evidence).toEqual(new Uint8Array([1, 2, 3]));
    expect(kept.states.settlement).toBe('not-watched');
    expect(await store.openLogs()).toEqual([]);
  });

  it('is not taken for slipped in by the journal, which began later', async () => {
    const store = createProofStore(random);
    const clean = { breaks: [], altered: [], removed: [], unrecorded: [] };
    expect(await store.checkJournal()).toMatchObject({ ...clean, entries: 0 });
    await store.keep(await store.open(ID));
    expect(await store.checkJournal()).toMatchObject({ ...clean, entries: 1 });
    await store.forget(ID);
    expect(await store.checkJournal()).toMatchObject({ ...clean, forgotten: 1 });
  });

  it('is counted', async () => {
    expect(await createProofStore(random).overview()).toMatchObject({ asks: 1, inputTokens: 0 });
  });
});

describe('a database of version 2', () => {
  beforeEach(() => openVersion(2));

  it('is listed, found and opened with everything in it', async () => {
    const store = createProofStore(random);
    const { total, items } = await store.list({ search: 'tide', limit: 5 });
    expect(total).toBe(2);
    expect(items.map(({ id }) => id)).toEqual(['v2-sample-waiting', 'v2-sample-settled']);
    expect(await store.list({ search: 'ebb', limit: 5 })).toMatchObject({
      items: [{ id: 'v2-sample-settled' }],
    });
    const kept = await store.open('v2-sample-settled');
    expect(kept).toMatchObject({
      text: { answer: 'It began to ebb.' },
      states: { settlement: 'holds' },
      settlement: { proof: { index: '3' } },
      about: { inputTokens: 12, amount: '0.000123' },
    });
    expect(await store.draft()).toEqual({ question: 'Why the moon?' });
  });

  it('goes on looking for what had not settled, and its journal goes on', async () => {
    const store = createProofStore(random);
    const [open] = await store.openLogs();
    expect(open?.leaves.map(({ id }) => id)).toEqual(['v2-sample-waiting']);
    const clean = { breaks: [], altered: [], removed: [], unrecorded: [] };
    expect(await store.checkJournal()).toMatchObject({ ...clean, entries: 5, forgotten: 1 });
    await store.forget('v2-sample-settled');
    expect(await store.checkJournal()).toMatchObject({ ...clean, entries: 6, forgotten: 2 });
    expect(await store.overview()).toMatchObject({ asks: 1, inputTokens: 12 });
  });

  it('has all of it yet to be indexed, and nothing that was forgotten', async () => {
    const store = createProofStore(random);
    await store.list({ search: '', limit: 1 });
    const handle = await openDB('sotto');
    const keys = await handle.getAllKeys('search');
    handle.close();
    expect(keys).toEqual(['loose/v2-sample-settled', 'loose/v2-sample-waiting']);
  });
});

describe('a database of version 3', () => {
  beforeEach(() => openVersion(3));

  it('is listed, found and opened with everything in it', async () => {
    const store = createProofStore(random);
    const { total, items } = await store.list({ search: 'tide', limit: 5 });
    expect(total).toBe(3);
    expect(items.map(({ id }) => id)).toEqual([
      'v3-sample-waiting',
      'v3-sample-late',
      'v3-sample-settled',
    ]);
    expect(await store.open('v3-sample-late')).toMatchObject({
      text: { answer: 'The moon passed.' },
      states: { settlement: 'fails' },
      error: { code: 'settlement-late' },
    });
    expect(await createWalletStore(random).read()).toEqual({ version: 1, value: { purses: [] } });
    const clean = { breaks: [], altered: [], removed: [], unrecorded: [] };
    expect(await store.checkJournal()).toMatchObject({ ...clean, entries: 8, forgotten: 1 });
  });

  it('has no alarm of what was told before there were any, and raises new ones', async () => {
    const store = createProofStore(random);
    expect(await store.alarms()).toEqual([]);
    const [open] = await store.openLogs();
    if (open === undefined) throw new Error('nothing is looked for');
    const leaves = open.leaves.map((leaf) => ({ ...leaf, state: 'missing' as const }));
    await store.noteLook({ atMs: 5, log: open.log, leaves, errors: new Map() });
    expect((await store.alarms()).map(({ askId }) => askId)).toEqual([
      'v3-sample-late',
      'v3-sample-waiting',
    ]);
  });
});
