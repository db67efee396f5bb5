/**
 * What kept proofs cost: checking a file of many again, opening the list of ten thousand, finding a word in them, and
 * what one proof adds on the disk beyond its text. The database is fake-indexeddb, the same code in memory.
 */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import {
  encodeProofFile,
  parseProofFile,
  ProofChecker,
  type ProofFile,
} from '../lib/proofs/file/index.ts';
import { createProofStore, type ProofStore } from '../lib/proofs/index.ts';
import { ProofMaker } from '../test/fakes/proof-file.ts';
import { random } from '../test/fakes/random.ts';
import { median } from './median.ts';
import { measureCommandLine } from './proofs/command-line.ts';
import { kept, NOW_MS } from './proofs/kept.ts';
import type { Row } from './row.ts';

const MANY = 10_000;
const FEW = 100;

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await msOf(work));
  return median(all);
}

async function checking(quick: boolean): Promise<Row[]> {
  const maker = await ProofMaker.create(NOW_MS);
  const count = quick ? 20 : 400;
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    texts.push(encodeProofFile(await maker.make({ answer: `Answer ${String(i)}` })));
  }
  const together = async (): Promise<void> => {
    const checker = new ProofChecker(maker.reader);
    for (const text of texts) await mustHold(checker, parseProofFile(text));
  };
  const each = async (): Promise<void> => {
    for (const text of texts) await mustHold(new ProofChecker(maker.reader), parseProofFile(text));
  };
  await together();
  const togetherMs = await medianMs(3, together);
  const eachMs = await medianMs(3, each);
  const rate = (count * 1000) / togetherMs;
  const ratio = eachMs / togetherMs;
  return [
    row('proofs checked again from a file', rate, 200, 'a second', rate >= 200),
    row('checking a file against each proof from nothing', ratio, 3, 'times as fast', ratio >= 3),
  ];
}

async function mustHold(checker: ProofChecker, file: ProofFile): Promise<void> {
  const { verdict, code } = await checker.check(file);
  if (verdict !== 'holds') throw new Error(code ?? verdict);
}

async function fill(count: number, file: ProofFile): Promise<ProofStore> {
  globalThis.indexedDB = new IDBFactory();
  const store = createProofStore(random);
  for (let i = 0; i < count; i++) await store.keep(kept(i, file));
  let isMore = true;
  while (isMore) isMore = await store.tidySearch();
  return store;
}

// The word stands in one ask alone, the oldest: everything that could hold it is looked through.
const RARE = { search: 'number0', limit: 30 };
const PAGE = { search: '', limit: 30 };

interface Measured {
  readonly listMs: number;
  /** As a person types on. */
  readonly searchMs: number;
  /** Each in a context that has just begun and remembers nothing. */
  readonly firstSearchMs: number;
  readonly indexBytes: number;
}

async function measure(count: number, file: ProofFile): Promise<Measured> {
  const store = await fill(count, file);
  await store.list(PAGE);
  const listMs = await medianMs(21, () => store.list(PAGE));
  await mustFind(store);
  const searchMs = await medianMs(21, () => mustFind(store));
  await store.close();
  const firstSearchMs = await medianMs(11, async () => {
    const woken = createProofStore(random);
    await mustFind(woken);
    await woken.close();
  });
  const indexBytes = (await bytesOf(['search'])) / count;
  return { listMs, searchMs, firstSearchMs, indexBytes };
}

async function mustFind(store: ProofStore): Promise<void> {
  const { items } = await store.list(RARE);
  if (items.length !== 1 || items[0]?.id !== 'ask-0') throw new Error('the search found wrongly');
}

async function storing(quick: boolean): Promise<Row[]> {
  const file = await (await ProofMaker.create(NOW_MS)).make();
  const [fewCount, manyCount] = quick ? [40, 400] : [FEW, MANY];
  const few = await measure(fewCount, file);
  const many = await measure(manyCount, file);
  const slowdown = many.listMs / few.listMs;
  const growthOf = (part: 'searchMs' | 'firstSearchMs'): number =>
    many[part] / few[part] / (manyCount / fewCount);
  const [growth, firstGrowth] = [growthOf('searchMs'), growthOf('firstSearchMs')];
  const name = `search in ${String(manyCount)}`;
  const first = 'the first after waking';
  const share = 'growth against that of the number of proofs';
  return [
    row(
      `list of ${String(manyCount)} against ${String(fewCount)}`,
      slowdown,
      2,
      'times',
      slowdown <= 2,
    ),
    row(name, many.searchMs, 50, 'ms', many.searchMs <= 50),
    row(`${name}, ${first}`, many.firstSearchMs, 50, 'ms', many.firstSearchMs <= 50),
    row(`search, ${share}`, growth, 1, 'times', growth < 1),
    row(`search, ${first}, ${share}`, firstGrowth, 1, 'times', firstGrowth < 1),
    ...(await weighing(file, many.indexBytes)),
  ];
}

/** By the bytes of the records of one more ask; what it shares with others is counted by nobody. */
async function weighing(file: ProofFile, indexBytes: number): Promise<Row[]> {
  const store = await fill(1, file);
  const before = await bytesOf(STORES);
  await store.keep(kept(2, file));
  const added = (await bytesOf(STORES)) - before;
  await store.close();
  const { text, facts } = kept(2, file);
  const words = JSON.stringify(text).length + (facts?.requestBytes.length ?? 0);
  const beyond = added - words + indexBytes;
  return [
    { ...row('of this, its share of the index of words', indexBytes, 0, 'bytes', true), bar: null },
    row('one more proof beyond its text', beyond, 3000, 'bytes', beyond <= 3000),
  ];
}

async function commandLine(quick: boolean): Promise<Row[]> {
  const count = quick ? 100 : MANY;
  const { aSecond, memoryGrowth } = await measureCommandLine(count);
  const name = `command line, a file of ${String(count)}`;
  return [
    row(
      `${name}, start included`,
      aSecond,
      quick ? 10 : 200,
      'a second',
      aSecond >= (quick ? 10 : 200),
    ),
    row(
      `${name}: memory against a tenth as many`,
      memoryGrowth,
      1.25,
      'times',
      memoryGrowth <= 1.25,
    ),
  ];
}

const STORES = ['asks', 'proofs', 'evidence', 'settlements', 'journal'];

async function bytesOf(stores: readonly string[]): Promise<number> {
  let sum = 0;
  for (const store of stores) {
    const values = await new Promise<unknown[]>((resolve, reject) => {
      const opening = indexedDB.open('sotto');
      opening.onerror = () => reject(new Error(store));
      opening.onsuccess = () => {
        const reading = opening.result.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => {
          opening.result.close();
          resolve(reading.result);
        };
      };
    });
    sum += JSON.stringify(values, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? 'x'.repeat(value.byteLength) : value,
    ).length;
  }
  return sum;
}

function row(name: string, value: number, bar: number, unit: string, met: boolean): Row {
  return { name: `proofs: ${name}`, value, bar, unit, met };
}

export async function rows({ quick }: { quick: boolean }): Promise<readonly Row[]> {
  return [...(await checking(quick)), ...(await commandLine(quick)), ...(await storing(quick))];
}
