import 'fake-indexeddb/auto';
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWS_NITRO_PIN } from '../../lib/attestation/index.ts';
import { fromBase64, toHex } from '../../lib/bytes/index.ts';
import {
  encodeOpengradientFile,
  parseAnyProof,
  ProofChecker,
  type OpengradientProofFile,
  type Reader,
} from '../../lib/proofs/file/index.ts';
import {
  createProofImporter,
  createProofStore,
  proofTextOf,
  type KeptAsk,
} from '../../lib/proofs/index.ts';
import { openProof } from '../../lib/review/proof-detail.ts';
import { readProofs, type ReadProof } from '../../lib/review/index.ts';
import { isRecord } from '../../scripts/json.ts';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../stack/opengradient/start-opengradient.ts';
import { openNetwork, settingsFor } from '../fakes/opengradient.ts';
import { random } from '../fakes/random.ts';

const NOBODY: Reader = {
  trustAnchors: [AWS_NITRO_PIN],
  developmentRoots: [],
  witnesses: [],
  measurements: null,
};

let network: EmulatedNetwork;
let folder: string;
let kept: KeptAsk;
let text: string;
let file: OpengradientProofFile;
let reader: Reader;

/** One answer, settled, as it is kept: everything here is about its bytes. */
beforeAll(async () => {
  globalThis.indexedDB = new IDBFactory();
  folder = await mkdtemp(join(tmpdir(), 'sotto-test-'));
  network = await startOpengradient({ folder });
  const { page, desk, browser } = await openNetwork(network);
  await page.ready('Which words are quoted?');
  page.link.send({ type: 'ask/start' });
  await page.until((state) => state.ask?.proof.answered === 'complete');
  await network.settleNow();
  await desk.onAlarm();
  const { ask } = await page.until((state) => state.ask?.proof.settlement === 'holds');
  kept = await browser.proofs.open(ask?.id ?? '');
  text = proofTextOf(kept, true);
  file = opengradientFile(text);
  reader = { ...NOBODY, developmentRoots: [fromBase64(network.developmentRootBase64)] };
}, 60_000);

afterAll(async () => {
  await network.close();
  await rm(folder, { recursive: true, force: true });
});

function opengradientFile(json: string): OpengradientProofFile {
  const read = parseAnyProof(json);
  if (!('network' in read)) throw new Error('another format');
  return read;
}

async function codeOf(json: string, by: Reader = reader): Promise<string | null> {
  try {
    return (await new ProofChecker(by).checkAny(parseAnyProof(json))).code;
  } catch (thrown) {
    return isRecord(thrown) ? String(thrown['code']) : String(thrown);
  }
}

describe('an OpenGradient proof file', () => {
  it('holds for a reader who names the root, and is settled for one who saw the batch', async () => {
    const verdict = await new ProofChecker(reader).checkAny(file);
    expect(verdict).toMatchObject({
      verdict: 'holds-time-not-witnessed',
      code: null,
      isDevelopment: true,
      measurement: network.measurement,
      recordedAtMs: Number(file.signed.timestamp) * 1000,
    });
    const root = `0x${toHex(file.settlement?.root ?? new Uint8Array(0))}`;
    const seen = await new ProofChecker({ ...reader, batchRoots: [root] }).checkAny(file);
    expect(seen.verdict).toBe('holds');
    expect(seen.steps.filter(({ verdict: one }) => one === 'fail')).toEqual([]);
  });

  it('is refused by who trusts hardware only, or other builds only', async () => {
    expect(await codeOf(text, NOBODY)).toBe('development-root');
    const { pcr0, pcr1, pcr2 } = network.measurement;
    const image = { pcr0: pcr0.replaceAll(/./g, '0'), pcr1, pcr2 };
    expect(await codeOf(text, { ...reader, measurements: [image] })).toBe('measurement-unknown');
    const pinned = { ...reader, measurements: [image], pinnedPcrHashes: [network.pcrHash] };
    expect(await codeOf(text, pinned)).toBeNull();
  });

  it('is what its published schema says, and reads back as it was written', () => {
    const schema: unknown = JSON.parse(
      readFileSync(
        join(import.meta.dirname, '../../lib/proofs/opengradient-file/proof-file.schema.json'),
        'utf8',
      ),
    );
    if (!isRecord(schema)) throw new Error('no schema');
    const validate = new Ajv2020().compile(schema);
    for (const one of [text, proofTextOf(kept, false)]) {
      expect([validate(JSON.parse(one)), validate.errors]).toEqual([true, null]);
      expect(encodeOpengradientFile(opengradientFile(one))).toBe(one);
    }
  });

  it('gives nothing away but hashes without its texts', async () => {
    const hashes = proofTextOf(kept, false);
    expect(hashes).not.toContain('quoted');
    expect(await codeOf(hashes)).toBeNull();
  });

  it('carries nothing that no check covers: nothing of the registry’s word, no cost', () => {
    expect(text).not.toContain(network.registryAddress.slice(2));
    expect(text).not.toMatch(/cost|endpoint|heartbeat|127\.0\.0\.1/);
  });
});

/** Every field, altered alone. */
const ALTERED: readonly (readonly [
  path: string,
  change: (value: unknown) => unknown,
  code: string,
])[] = [
  ['format', () => 'sotto proof', 'proof-file-malformed'],
  ['version', () => 2, 'proof-file-version-unknown'],
  ['evidence.kind', () => 'amd-sev-snp', 'proof-file-malformed'],
  ['evidence.document', flippedNearEnd, 'signature-invalid'],
  ['registeredAt', (value) => Number(value) + 400, 'evidence-too-old'],
  ['registeredAt', (value) => Number(value) - 400, 'certificate-not-yet-valid'],
  ['tlsCertificate', flipped, 'registration-mismatch'],
  ['signingKey', flipped, 'binding-mismatch'],
  ['key.config', flipped, 'key-config-unsigned'],
  ['key.signature', flipped, 'key-config-unsigned'],
  ['signed.requestHash', flippedHex, 'answer-to-another-request'],
  ['signed.outputHash', flippedHex, 'answer-altered'],
  ['signed.timestamp', (value) => String(Number(value) + 1), 'answer-signature-invalid'],
  ['signed.timestamp', (value) => `0${String(value)}`, 'proof-file-malformed'],
  ['signed.signature', flipped, 'answer-signature-invalid'],
  ['settlement.root', flipped, 'batch-invalid'],
  ['settlement.path', () => ['A'.repeat(43)], 'batch-invalid'],
  [
    'plaintext.request',
    (value) => String(value).replace('quoted', 'QUOTED'),
    'answer-to-another-request',
  ],
  ['plaintext.request', () => 'no JSON', 'request-not-expressible'],
  ['plaintext.answer', (value) => `${String(value)}.`, 'answer-altered'],
  ['more', () => 1, 'proof-file-malformed'],
];

function flipped(value: unknown): string {
  const written = String(value);
  const at = Math.floor(written.length / 2);
  return `${written.slice(0, at)}${written[at] === 'A' ? 'B' : 'A'}${written.slice(at + 1)}`;
}

function flippedNearEnd(value: unknown): string {
  const written = String(value);
  return written.slice(0, -40) + flipped(written.slice(-40));
}

function flippedHex(value: unknown): string {
  const written = String(value);
  return `${written.startsWith('0') ? '1' : '0'}${written.slice(1)}`;
}

function altered(json: string, path: string, change: (value: unknown) => unknown): string {
  const whole: unknown = JSON.parse(json);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const place = names.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : at), whole);
  if (!isRecord(place)) throw new Error(path);
  place[last] = change(place[last]);
  return JSON.stringify(whole);
}

describe('an altered file', () => {
  it.each(ALTERED)('at %s is refused', async (path, change, code) => {
    expect(await codeOf(altered(text, path, change))).toBe(code);
  });

  it('with a field twice, or one missing, is no file', async () => {
    expect(await codeOf(text.replace('{', '{"version":1,'))).toBe('proof-file-malformed');
    expect(await codeOf(text.replace(/"registeredAt":\d+,/, ''))).toBe('proof-file-malformed');
  });

  it('signed by a clock from before its enclave was there is implausible', async () => {
    network.lies.gateway.timestampOffsetSeconds = -2 * 3600;
    globalThis.indexedDB = new IDBFactory();
    const { page, browser } = await openNetwork(network);
    await page.ready('Which words are quoted?');
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    network.lies.gateway.timestampOffsetSeconds = 0;
    expect(ask?.proof.receipt).toBe('holds');
    const early = await browser.proofs.open(ask?.id ?? '');
    expect(await codeOf(proofTextOf(early, true))).toBe('recorded-time-implausible');
  });
});

describe('handing over', () => {
  it('`npm run verify` reads it from the disk, and says which root it was not shown', () => {
    const path = join(folder, 'one.proof.json');
    writeFileSync(path, text);
    const run = (...more: string[]) =>
      spawnSync(
        process.execPath,
        ['scripts/run.mjs', 'verify', path, '--trust-root', network.developmentRootPath, ...more],
        { encoding: 'utf8' },
      );
    const plain = run();
    expect(plain.stdout).toMatch(/answer-signature: question and answer, signed by 0x/);
    expect(plain.stdout).toMatch(/development .*holds, time not witnessed/);
    expect(plain.status).toBe(0);
    const root = `0x${toHex(file.settlement?.root ?? new Uint8Array(0))}`;
    expect(run('--batch-root', root).stdout).toMatch(/: development .*: holds; PCR0/);
    writeFileSync(
      path,
      altered(text, 'plaintext.answer', () => 'no'),
    );
    const refused = run();
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('answer-altered');
  });

  it.each([true, false])('is taken in by another device, texts: %s', async (withTexts) => {
    globalThis.indexedDB = new IDBFactory();
    const settings = settingsFor(network);
    const outcomes: ReadProof[] = [];
    const importer = createProofImporter(random);
    const edges = { importer, settings, now: () => Date.now() };
    const pieces = proofTextOf(kept, withTexts);
    for (let times = 0; times < 2; times++) {
      for await (const one of readProofs(edges, 'a.json', inOne(pieces))) outcomes.push(one);
    }
    await importer.close();
    expect(outcomes.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['added', null],
      ['known', null],
    ]);
    const store = createProofStore(random);
    const [item] = (await store.list({ search: '', limit: 9 })).items;
    const opened = await openProof(store, settings, { id: item?.id ?? '', now: Date.now() });
    expect(opened).toMatchObject({
      network: 'opengradient',
      imported: withTexts ? 'whole' : 'hashes',
      states: { enclave: 'holds', receipt: 'holds', settlement: 'not-watched' },
      enclave: { registry: { attested: 'here', address: '', nodes: [] } },
    });
    expect(opened.error).toBeUndefined();
    expect(opened.answer).toBe(withTexts ? kept.text.answer : '');
    // What was taken in can be handed on, and is the same proof but for the batch.
    const again = opengradientFile(proofTextOf(await store.open(item?.id ?? ''), true));
    expect({ ...again, settlement: null }).toEqual({
      ...opengradientFile(pieces),
      settlement: null,
    });
    await store.close();
  });

  it('is counted as nothing to hand over where only the registry vouches', () => {
    const { facts } = kept;
    if (facts === null) throw new Error('no facts');
    const vouched = { ...kept, facts: { ...facts, evidence: new Uint8Array(0) } };
    expect(() => proofTextOf(vouched, true)).toThrow('proof-incomplete');
  });
});

async function* inOne(json: string): AsyncGenerator<string> {
  yield await Promise.resolve(json);
}
