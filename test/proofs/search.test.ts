import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createProofStore, type KeptAsk, type ProofStore } from '../../lib/proofs/index.ts';
import { isRecord } from '../../scripts/json.ts';
import { random } from '../fakes/random.ts';

let store: ProofStore;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
});

function kept(n: number, answer: string): KeptAsk {
  return {
    id: `ask-${String(n).padStart(4, '0')}`,
    createdAtMs: 1000 + n,
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
    text: { question: '', quote: '', title: '', url: '', answer },
    facts: null,
  };
}

async function idsOf(search: string): Promise<string[]> {
  return (await store.list({ search, limit: 5000 })).items.map(({ id }) => id);
}

async function tidyAll(): Promise<number> {
  let rounds = 0;
  while (await store.tidySearch()) rounds += 1;
  return rounds;
}

async function searchKeys(): Promise<string[]> {
  const handle = await openDB('sotto');
  const keys = await handle.getAllKeys('search');
  handle.close();
  return keys.map(String);
}

/** Behind the product's back. */
async function change(
  key: string,
  with_: (record: Record<string, unknown>) => unknown,
): Promise<void> {
  const handle = await openDB('sotto');
  const stored: unknown = await handle.get('search', key);
  if (isRecord(stored)) await handle.put('search', with_(stored));
  handle.close();
}

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'É', '京', '.', '-'),
  minLength: 1,
  maxLength: 30,
});
const answer = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));

describe('a search of what was indexed', () => {
  it('finds the same as reading every text, for words up to nine letters', async () => {
    const texts = fc.array(answer, { minLength: 32, maxLength: 40 });
    const sought = fc.array(
      word.map((one) => one.slice(0, 9)),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(texts, sought, async (answers, words) => {
        globalThis.indexedDB = new IDBFactory();
        store = createProofStore(random);
        for (const [n, one] of answers.entries()) await store.keep(kept(n, one));
        const holds = (one: string): boolean =>
          words.every((part) => one.toLowerCase().includes(part.toLowerCase()));
        const expected = answers
          .flatMap((one, n) => (holds(one) ? [kept(n, one).id] : []))
          .reverse();
        expect(await idsOf(words.join(' '))).toEqual(expected);
        expect(await tidyAll()).toBe(1);
        expect(await idsOf(words.join(' '))).toEqual(expected);
        await store.close();
      }),
      { numRuns: 25 },
    );
  });

  it('finds a long address by any part of it, and not by parts of two words', async () => {
    const address = 'https://records.example/archive/2026/lanterns-and-tides.html?page=4';
    for (let n = 0; n < 40; n++)
      await store.keep(kept(n, n === 7 ? address : `understand holding ${n}`));
    await tidyAll();
    expect(await idsOf('archive/2026/lanterns-and-tides')).toEqual(['ask-0007']);
    expect(await idsOf(address)).toEqual(['ask-0007']);
    expect(await idsOf('understanding')).toEqual([]);
    expect(await idsOf('underst holdi 12')).toEqual(['ask-0012']);
  });

  it('finds what somebody wrote, and nothing of how the ask looked', async () => {
    const one = kept(1, 'Eighty jacks lifted it.');
    const view = JSON.stringify({ phase: 'done', draft: { title: 'Moved', isPageTicked: true } });
    await store.keep({ ...one, text: { ...one.text, title: 'Tower moved', view } });
    await tidyAll();
    expect(await idsOf('tower jacks')).toEqual(['ask-0001']);
    expect(await idsOf('ticked')).toEqual([]);
  });

  it('knows what was kept, and kept again, since', async () => {
    for (let n = 0; n < 40; n++) await store.keep(kept(n, `first ${n}`));
    await tidyAll();
    await store.keep(kept(3, 'second'));
    await store.keep(kept(99, 'first of the new'));
    expect(await idsOf('second')).toEqual(['ask-0003']);
    expect(await idsOf('first 3')).not.toContain('ask-0003');
    expect(await idsOf('first')).toHaveLength(40);
    for (let n = 200; n < 240; n++) await store.keep(kept(n, `third ${n}`));
    await tidyAll();
    expect(await idsOf('second')).toEqual(['ask-0003']);
    expect(await idsOf('first')).toHaveLength(40);
    expect((await searchKeys()).filter((key) => key.startsWith('loose/'))).toEqual([]);
  });

  it('brings small segments together', async () => {
    for (let n = 0; n < 40 * 10; n++) {
      await store.keep(kept(n, `number${n}`));
      if (n % 40 === 39) await store.tidySearch();
    }
    await tidyAll();
    const heads = (await searchKeys()).filter((key) => key.startsWith('head/'));
    expect(heads.length).toBeLessThanOrEqual(8);
    expect(await idsOf('number')).toHaveLength(400);
    expect(await idsOf('number399')).toEqual(['ask-0399']);
  });
});

describe('what the index leaves on the disk', () => {
  it('is no word, and of a forgotten ask nothing', async () => {
    for (let n = 0; n < 40; n++) await store.keep(kept(n, `zeppelin ${n} xylophone`));
    await tidyAll();
    const before = await searchKeys();
    await store.forget('ask-0005');
    const after = await searchKeys();
    // The whole segment is gone, and the others of it wait to be indexed again.
    expect(after.filter((key) => before.includes(key))).toEqual([]);
    expect(after).toHaveLength(39);
    expect(after).not.toContain('loose/ask-0005');
    expect(await idsOf('xylophone')).toHaveLength(39);
    await tidyAll();
    expect(await idsOf('xylophone')).toHaveLength(39);
    const handle = await openDB('sotto');
    const raw = JSON.stringify(await handle.getAll('search'), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    handle.close();
    expect(raw).toContain('ask-0006');
    for (const hidden of ['zeppelin', 'xylophone', 'ask-0005']) expect(raw).not.toContain(hidden);
  });

  it('has round lengths, whatever the words are', async () => {
    for (let n = 0; n < 40; n++) await store.keep(kept(n, 'x'.repeat(n)));
    await tidyAll();
    const handle = await openDB('sotto');
    const records: unknown[] = await handle.getAll('search');
    handle.close();
    const lengths = records.flatMap((one) =>
      isRecord(one) && one['sealed'] instanceof Uint8Array ? [one['sealed'].length - 16] : [],
    );
    expect(lengths.toSorted()).toEqual([1024, 4096]);
  });

  it('may be damaged, and everything is found all the same', async () => {
    for (let n = 0; n < 40; n++) await store.keep(kept(n, `lantern${n}`));
    await tidyAll();
    const keys = await searchKeys();
    const words = keys.find((key) => key.endsWith('/words')) ?? '';
    await change(words, (record) => ({ ...record, sealed: new Uint8Array(100) }));
    store = createProofStore(random);
    expect(await idsOf('lantern7')).toEqual(['ask-0007']);
    const head = keys.find((key) => key.startsWith('head/')) ?? '';
    await change(head, ({ id }) => ({ id, ids: 'nonsense' }));
    await store.forget('ask-0001');
    expect((await searchKeys()).filter((key) => key.startsWith('piece/'))).toEqual([]);
    await tidyAll();
    expect(await idsOf('lantern7')).toEqual(['ask-0007']);
    expect(await idsOf('lantern')).toHaveLength(39);
  });
});

describe('two contexts at once', () => {
  it('never lose a word to one another', async () => {
    const other = createProofStore(random);
    const keepSome = async (by: ProofStore, from: number): Promise<void> => {
      for (let n = from; n < from + 60; n++) await by.keep(kept(n, `lantern${n}`));
    };
    const tidySome = async (by: ProofStore): Promise<void> => {
      for (let i = 0; i < 20; i++) await by.tidySearch();
    };
    await Promise.all([keepSome(store, 0), keepSome(other, 100), tidySome(store), tidySome(other)]);
    await store.forget('ask-0101');
    await Promise.all([tidyAll(), tidySome(other)]);
    expect(await idsOf('lantern')).toHaveLength(119);
    expect(await store.checkJournal()).toMatchObject({ breaks: [], altered: [], unrecorded: [] });
    await other.close();
  });
});
