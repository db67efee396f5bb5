import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { TOKEN_LENGTH } from '../../lib/credits/index.ts';
import { encodeRequest } from '../../lib/ohttp/index.ts';
import { encodeProofFile, ProofChecker, type ProofFile } from '../../lib/proofs/file/index.ts';
import { createProofImporter, createProofStore, reverify } from '../../lib/proofs/index.ts';
import { readProofs } from '../../lib/review/index.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/index.ts';
import { PCR, ProofMaker } from '../fakes/proof-file.ts';
import { random } from '../fakes/random.ts';

const NOW_MS = Date.UTC(2026, 8, 1, 12);

let maker: ProofMaker;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  maker = await ProofMaker.create(NOW_MS);
});

function requestWith(credits: number): Bytes {
  const tokens = toBase64Url(random(credits * TOKEN_LENGTH));
  return encodeRequest({
    ...{ method: 'POST', scheme: 'https', authority: 'gateway.test', path: '/v1/chat/completions' },
    fields: [
      ['content-type', 'application/json'],
      ...(credits > 0 ? ([['sotto-credits', tokens]] as const) : []),
    ],
    content: utf8('{"messages":[{"role":"user","content":"What?"}]}'),
    trailers: [],
  });
}

function make(credits: number, amount: string, currency = 'CREDITS'): Promise<ProofFile> {
  return maker.make({ request: requestWith(credits), receipt: { price: { currency, amount } } });
}

const check = async (file: ProofFile) => new ProofChecker(maker.reader).check(file);

describe('the price in a receipt', () => {
  it.each([
    [2, '2', 'CREDITS', null],
    [2, '0', 'CREDITS', null],
    [0, '0.002', 'USD', null],
    [2, '1', 'CREDITS', 'receipt-price-mismatch'],
    [2, '3', 'CREDITS', 'receipt-price-mismatch'],
    [2, '0', 'USD', 'receipt-price-mismatch'],
  ])('of %s credits is %s %s: %s', async (credits, amount, currency, code) => {
    expect((await check(await make(credits, amount, currency))).code).toBe(code);
  });

  it('cannot be judged without the texts, and is not', async () => {
    const file = await make(2, '3');
    expect((await check({ ...file, plaintext: null })).code).toBeNull();
  });

  it('is judged again with every new look at a kept proof', async () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      relayUrl: 'https://relay.example',
      developmentRoots: maker.reader.developmentRoots.map(toBase64),
      witnesses: [...maker.reader.witnesses],
      releases: [{ name: 'test', ...PCR }],
    };
    const store = createProofStore(random);
    const importer = createProofImporter(random);
    const edges = { importer, settings, now: () => NOW_MS + 86_400_000 };
    const text = encodeProofFile(await make(2, '2'));
    for await (const one of readProofs(edges, 'a.proof.json', pieces(text))) {
      expect(one.outcome).toBe('added');
    }
    await importer.close();
    const [item] = (await store.list({ search: '', limit: 1 })).items;
    const kept = await store.open(item?.id ?? '');
    const trust = {
      trustAnchors: maker.reader.developmentRoots,
      images: [PCR],
      witnesses: maker.reader.witnesses,
    };
    expect((await reverify(kept, trust)).states.receipt).toBe('holds');
    const { receipt, plaintext } = await make(2, '3');
    if (plaintext === null || kept.facts === null) throw new Error('no texts');
    const { requestOpening: request, answerOpening: answer } = plaintext;
    const openings = { ...kept.facts.openings, request, answer };
    const facts = { ...kept.facts, receipt, requestBytes: plaintext.request, openings };
    const again = await reverify({ ...kept, facts }, trust);
    expect(again.states.receipt).toBe('fails');
    expect(again.code).toBe('receipt-price-mismatch');
    const failed = again.steps.find(({ verdict }) => verdict === 'fail');
    expect(failed?.detail).toBe('2 credits paid, 3 CREDITS signed');
  });
});

async function* pieces(text: string): AsyncGenerator<string> {
  await Promise.resolve();
  yield text;
}
