import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../lib/bytes/index.ts';
import { encodeRequest } from '../../lib/ohttp/index.ts';
import { encodeProofFile, parseProofFile, type ProofFile } from '../../lib/proofs/file/index.ts';
import {
  createProofImporter,
  createProofStore,
  proofFileOf,
  reverify,
  type ProofStore,
} from '../../lib/proofs/index.ts';
import { readProofs, type ReadProof } from '../../lib/review/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/index.ts';
import { PCR, ProofMaker } from '../fakes/proof-file.ts';
import { random } from '../fakes/random.ts';

const NOW_MS = Date.UTC(2026, 8, 1, 12);
const LATER_MS = NOW_MS + 90 * 86_400_000;

let store: ProofStore;
let maker: ProofMaker;
let settings: Settings;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
  maker = await ProofMaker.create(NOW_MS);
  settings = {
    ...DEFAULT_SETTINGS,
    relayUrl: 'https://relay.example',
    developmentRoots: maker.reader.developmentRoots.map(toBase64),
    witnesses: [...maker.reader.witnesses],
    releases: [{ name: 'test', ...PCR }],
  };
});

async function* inPieces(text: string): AsyncGenerator<string> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += 1000) yield text.slice(at, at + 1000);
}

async function take(text: string, change: Partial<Settings> = {}, isAdding = true) {
  const importer = isAdding ? createProofImporter(random) : null;
  const edges = { importer, settings: { ...settings, ...change }, now: () => LATER_MS };
  const outcomes: ReadProof[] = [];
  for await (const one of readProofs(edges, 'some.proof.json', inPieces(text))) outcomes.push(one);
  await importer?.close();
  return outcomes;
}

const outcomesOf = (proofs: readonly ReadProof[]) =>
  proofs.map(({ number, outcome, code }) => [number, outcome, code]);

async function kept() {
  return (await store.list({ search: '', limit: 100 })).items;
}

function asked(): Promise<ProofFile> {
  return maker.make();
}

describe('an imported proof', () => {
  it('is checked, added, marked, found, and holds when it is checked again', async () => {
    const outcomes = await take(encodeProofFile(await asked()));
    expect(outcomesOf(outcomes)).toEqual([[1, 'added', null]]);
    expect(outcomes[0]?.steps.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(outcomes[0]?.steps.length).toBeGreaterThan(15);
    const [item] = await kept();
    expect(item).toMatchObject({ imported: 'whole', isDevelopmentRoot: true, model: 'm-1' });
    expect((await store.list({ search: '42', limit: 5 })).items).toHaveLength(1);
    const ask = await store.open(item?.id ?? '');
    const trust = {
      trustAnchors: maker.reader.developmentRoots,
      images: [PCR],
      witnesses: maker.reader.witnesses,
    };
    expect(await reverify(ask, trust)).toMatchObject({
      code: null,
      states: { enclave: 'holds', receipt: 'holds', settlement: 'holds' },
    });
    expect(await store.checkJournal()).toMatchObject({ entries: 1, altered: [], unrecorded: [] });
  });

  it('is handed on byte for byte', async () => {
    const text = encodeProofFile(await asked());
    await take(text);
    const ask = await store.open((await kept())[0]?.id ?? '');
    expect(encodeProofFile(proofFileOf(ask, true))).toBe(text);
  });

  it('is nobody’s ask and in no total, and never looked for in a log', async () => {
    await take(encodeProofFile(await asked()));
    expect(await store.overview()).toMatchObject({
      ...{ asks: 0, imported: 1, inputTokens: 0, spend: [], measurements: [] },
    });
    expect(await store.openLogs()).toEqual([]);
    const filter = { state: 'imported' } as const;
    expect((await store.list({ search: '', limit: 5, filter })).items).toHaveLength(1);
  });

  it('without its texts stays without them, until a file brings them', async () => {
    const whole = await asked();
    const hashes = { ...whole, plaintext: null };
    await take(encodeProofFile(hashes));
    const [item] = await kept();
    expect(item).toMatchObject({ imported: 'hashes', questionPreview: '' });
    const ask = await store.open(item?.id ?? '');
    expect(parseProofFile(encodeProofFile(proofFileOf(ask, true)))).toEqual(hashes);
    const trust = {
      trustAnchors: maker.reader.developmentRoots,
      images: [PCR],
      witnesses: [],
    };
    const recheck = await reverify(ask, trust);
    expect(recheck.states.receipt).toBe('holds');
    expect(recheck.steps.find(({ name }) => name === 'receipt-answer')?.verdict).toBe(
      'not-reached',
    );
    expect(outcomesOf(await take(encodeProofFile(hashes)))).toEqual([[1, 'known', null]]);
    expect(outcomesOf(await take(encodeProofFile(whole)))).toEqual([[1, 'added', null]]);
    expect(await kept()).toMatchObject([{ imported: 'whole' }]);
    expect(outcomesOf(await take(encodeProofFile(hashes)))).toEqual([[1, 'known', null]]);
    expect(await kept()).toMatchObject([{ imported: 'whole' }]);
  });

  it('shows the question that its plaintext holds', async () => {
    const body = {
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'Why tides?' },
      ],
    };
    const request = encodeRequest({
      ...{ method: 'POST', scheme: 'https', authority: 'e.test', path: '/' },
      ...{ fields: [], content: utf8(JSON.stringify(body)), trailers: [] },
    });
    await take(encodeProofFile(await maker.make({ request })));
    expect(await kept()).toMatchObject([{ questionPreview: 'Why tides?' }]);
  });
});

describe('a file of many', () => {
  it('is taken in one by one; what fails is named and left out, and the rest is not', async () => {
    const proofs = [
      await maker.make({ answer: 'one' }),
      await maker.make({ answer: 'two', isSettled: false }),
      await maker.make({ answer: 'three' }),
      await maker.make({ answer: 'four', recordedAfterMs: 3_600_000 }),
    ];
    const lines = proofs.map(encodeProofFile);
    lines.splice(2, 0, '{"format":"sotto proof","format":"sotto proof"}\n');
    lines.push(lines[0] ?? '');
    expect(outcomesOf(await take(lines.join('')))).toEqual([
      [1, 'added', null],
      [2, 'refused', 'not-settled'],
      [3, 'refused', 'proof-file-malformed'],
      [4, 'added', null],
      [5, 'refused', 'recorded-time-implausible'],
      [6, 'known', null],
    ]);
    expect(await kept()).toHaveLength(2);
  });

  it.each([
    ['nothing', ''],
    ['something between two proofs', '{} x {}'],
    ['a mark of byte order', '\ufeff{}'],
    ['a space that is none of JSON', '\u00a0{}'],
  ])('that holds %s is refused there', async (_what, text) => {
    expect((await take(text)).at(-1)).toMatchObject({
      outcome: 'refused',
      code: 'proof-file-malformed',
    });
    expect(await kept()).toEqual([]);
  });

  it('that is cut short is refused at its end', async () => {
    const text = encodeProofFile(await asked()) + encodeProofFile(await maker.make()).slice(0, 500);
    expect(outcomesOf(await take(text))).toEqual([
      [1, 'added', null],
      [2, 'refused', 'proof-file-malformed'],
    ]);
  });
});

describe('whom this device does not trust', () => {
  it.each([
    ['a root that is not trusted', { developmentRoots: [] }, 'development-root'],
    ['an image that is not allowed', { releases: [] }, 'measurement-unknown'],
  ])('is refused and not added: %s', async (_what, change, code) => {
    expect(outcomesOf(await take(encodeProofFile(await asked()), change))).toEqual([
      [1, 'refused', code],
    ]);
    expect(await kept()).toEqual([]);
  });

  it('is shown to somebody who only looks and allows no image yet', async () => {
    const outcomes = await take(encodeProofFile(await asked()), { releases: [] }, false);
    expect(outcomesOf(outcomes)).toEqual([[1, 'checked', null]]);
    const measurement = outcomes[0]?.steps.find(({ name }) => name === 'measurement');
    expect(measurement?.verdict).toBe('not-reached');
    expect(await kept()).toEqual([]);
  });
});

describe('what this device asked itself', () => {
  it('is known when its own file comes back, and stays its own', async () => {
    const file = await asked();
    await take(encodeProofFile(file));
    const imported = await store.open((await kept())[0]?.id ?? '');
    globalThis.indexedDB = new IDBFactory();
    store = createProofStore(random);
    delete imported.imported;
    await store.keep({ ...imported, id: 'own' });
    expect(outcomesOf(await take(encodeProofFile(file)))).toEqual([[1, 'known', null]]);
    expect((await kept()).map(({ id }) => id)).toEqual(['own']);
  });
});
