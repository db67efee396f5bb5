/** Runs in a page of the extension, where the product's own code meets the real browser's database. */
import { parseProofFile } from '../../lib/proofs/file/index.ts';
import { createProofStore, type ProofStore } from '../../lib/proofs/index.ts';
import { median } from '../median.ts';
import { kept } from '../proofs/kept.ts';

declare global {
  var benchFill: (proofFileText: string, count: number) => Promise<void>;
  var benchSearchMs: (word: string, times: number) => Promise<number>;
}

function open(): ProofStore {
  return createProofStore((length) => crypto.getRandomValues(new Uint8Array(length)));
}

globalThis.benchFill = async (proofFileText, count) => {
  const file = parseProofFile(proofFileText);
  const store = open();
  for (let index = 0; index < count; index += 1) await store.keep(kept(index, file));
  let isMore = true;
  while (isMore) isMore = await store.tidySearch();
  await store.close();
};

globalThis.benchSearchMs = async (word, times) => {
  const store = open();
  const all: number[] = [];
  for (let turn = 0; turn <= times; turn += 1) {
    const startedAt = performance.now();
    const { items } = await store.list({ search: word, limit: 30 });
    all.push(performance.now() - startedAt);
    if (items.length !== 1) throw new Error(`found ${String(items.length)}`);
  }
  await store.close();
  // The first remembers nothing and is measured in Node, apart.
  return median(all.slice(1));
};
