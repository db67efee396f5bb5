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
import { createProofStore, type KeptAsk, type ProofStore } from '../lib/proofs/index.ts';
import { ProofMaker } from '../test/fakes/proof-file.ts';
import { random } from '../test/fakes/random.ts';
import type { Row } from './row.ts';

const NOW_MS = Date.UTC(2026, 8, 1, 12);
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
  return all.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
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

function kept(number: number, file: ProofFile): KeptAsk {
  const states = { enclave: 'holds', sealed: 'holds', answered: 'complete' } as const;
  const answer = `The answer number${String(number)} speaks of lanterns and of tides.`;
  return {
    id: `ask-${String(number)}`,
    createdAtMs: NOW_MS + number,
    phase: 'done',
    model: 'm-1',
    isDevelopmentRoot: true,
    states: { ...states, receipt: 'holds', settlement: 'not-watched' },
    error: null,
    text: { question: `What is ${String(number)}?`, quote: '', title: '', url: '', answer },
    facts: {
      relayHost: 'relay.example',
      gatewayName: 'main',
      evidence: file.evidence,
      transcript: file.transcript,
      nonce: file.nonce,
      verifiedAtMs: file.recordedAtMs,
      keyId: 1,
      model: 'm-1',
      upstream: 'built-in',
      requestBytes: file.plaintext?.request ?? random(1),
      openings: { request: random(32), answer: random(32), leaf: random(32) },
      receipt: file.receipt,
    },
  };
}

async function fill(count: number, file: ProofFile): Promise<ProofStore> {
  globalThis.indexedDB = new IDBFactory();
  const store = createProofStore(random);
  for (let i = 0; i < count; i++) await store.keep(kept(i, file));
  return store;
}

async function storing(quick: boolean): Promise<Row[]> {
  const file = await (await ProofMaker.create(NOW_MS)).make();
  const [few, many] = quick ? [10, 100] : [FEW, MANY];
  const page = { search: '', limit: 30 };
  // The word stands in one ask alone, the oldest: the whole history is read before it is found.
  const rare = { search: 'number0', limit: 30 };
  const small = await fill(few, file);
  await small.list(page);
  await small.list(rare);
  const smallListMs = await medianMs(21, () => small.list(page));
  const smallSearchMs = await medianMs(5, () => small.list(rare));
  await small.close();
  const large = await fill(many, file);
  await large.list(page);
  // The first search of a worker opens every text; the later ones, as a person types on, find them remembered.
  const firstMs = await msOf(() => large.list(rare));
  const largeListMs = await medianMs(21, () => large.list(page));
  const largeSearchMs = await medianMs(5, () => large.list(rare));
  await large.close();
  const slowdown = largeListMs / smallListMs;
  const growth = largeSearchMs / smallSearchMs / (many / few);
  return [
    row(`list of ${String(many)} against ${String(few)}`, slowdown, 2, 'times', slowdown <= 2),
    row(`search in ${String(many)}`, largeSearchMs, 50, 'ms', largeSearchMs <= 50),
    { ...row('the first search of a worker', firstMs, 0, 'ms', true), bar: null },
    row('search, growth against that of the number of proofs', growth, 1, 'times', growth < 1),
    ...(await weighing(file)),
  ];
}

/** By the bytes of the records of one more ask; what it shares with others is counted by nobody. */
async function weighing(file: ProofFile): Promise<Row[]> {
  const store = await fill(1, file);
  const before = await bytesOf();
  await store.keep(kept(2, file));
  const added = (await bytesOf()) - before;
  await store.close();
  const { text, facts } = kept(2, file);
  const words = JSON.stringify(text).length + (facts?.requestBytes.length ?? 0);
  const beyond = added - words;
  return [row('one more proof beyond its text', beyond, 3000, 'bytes', beyond <= 3000)];
}

const STORES = ['asks', 'proofs', 'evidence', 'settlements', 'journal'];

async function bytesOf(): Promise<number> {
  let sum = 0;
  for (const store of STORES) {
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
  return [...(await checking(quick)), ...(await storing(quick))];
}
