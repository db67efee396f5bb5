/** Every attestation vector: the committed ones always, third-party evidence where SOTTO_VECTORS has it. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyNitro } from '../../lib/attestation/index.ts';
import { runAttestation } from '../../scripts/conformance/attestation.ts';
import { runEntries } from '../../scripts/conformance/attestation-run.ts';
import { isRecord } from '../../scripts/json.ts';
import { ownVectors, readVectors, sharedVectors } from '../vectors/shared.ts';

const OWN = ownVectors('attestation');
const NOT_COMMITTED = 318;

/** The fault that each committed document has, by the code that must name it. */
const CODES: Readonly<Record<string, string>> = {
  'missing-module_id': 'document-invalid',
  'missing-timestamp': 'document-invalid',
  'missing-certificate': 'document-invalid',
  'null-timestamp': 'document-invalid',
  'null-pcrs': 'document-invalid',
  'digest-sha256': 'document-invalid',
  'timestamp-zero': 'document-invalid',
  'timestamp-float': 'evidence-malformed',
  'pcr-index-32': 'document-invalid',
  'pcr-length-47': 'document-invalid',
  'pcrs-empty': 'document-invalid',
  'pcr-duplicate-index': 'evidence-malformed',
  'cabundle-empty': 'document-invalid',
  'cabundle-entry-text': 'document-invalid',
  'public-key-empty': 'document-invalid',
  'user-data-513': 'document-invalid',
  'module-id-empty': 'document-invalid',
  'duplicate-public-key': 'evidence-malformed',
  'nitrotpm-pcrs-only': 'document-invalid',
  'debug-zero-pcrs': 'debug-enclave',
  'alg-es256-header': 'cose-invalid',
  'alg-unprotected-only': 'cose-invalid',
  'unprotected-nonempty': 'cose-invalid',
  'sig-der': 'cose-invalid',
  'sig-zero': 'signature-invalid',
  'trailing-bytes': 'evidence-malformed',
  'payload-detached': 'cose-invalid',
  'context-signature': 'signature-invalid',
  'tag-61': 'evidence-malformed',
  'chain-reversed': 'root-unknown',
  'chain-no-root': 'root-unknown',
  'leaf-expired-at-timestamp': 'certificate-expired',
  'intermediate-expired': 'certificate-expired',
  'leaf-is-ca': 'chain-broken',
  'leaf-no-digital-signature': 'chain-broken',
  'intermediate-not-ca': 'chain-broken',
  'intermediate-no-certsign': 'chain-broken',
  'pathlen-violated': 'chain-broken',
  'issuer-name-mismatch': 'chain-broken',
  'other-root-same-subject': 'root-unknown',
  'leaf-unknown-critical': 'certificate-invalid',
  'leaf-p256': 'cose-invalid',
  'dos-deep-nesting': 'evidence-malformed',
  'dos-bstr-4gib': 'evidence-malformed',
  'dos-map-2pow32': 'evidence-malformed',
};

describe('committed attestation vectors', () => {
  it('all pass, none left out', async () => {
    const outcomes = await runAttestation(OWN);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
    expect(outcomes).toHaveLength(53);
  });

  it.each(Object.entries(CODES))('%s is refused as %s', async (name, code) => {
    const read = (file: string): Uint8Array<ArrayBuffer> =>
      new Uint8Array(readFileSync(join(OWN, 'nitro-synthetic', file)));
    const verdict = await verifyNitro(read(`${name}.cose`), {
      now: 1772366402234,
      trustAnchors: [read('root-dev.der')],
      policy: { measurements: [] },
      nonce: null,
      expectedBinding: null,
    });
    expect(verdict.ok ? 'accepted' : verdict.code).toBe(code);
  });
});

describe('documents at the edges of the format', () => {
  it('are taken up to each limit and refused past it', async () => {
    const outcomes = await runAttestation(ownVectors('attestation-edges'));
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
    expect(outcomes).toHaveLength(47);
  });
});

describe('third-party attestation vectors', () => {
  it('all pass, or it is said how many were left out', async () => {
    const folder = sharedVectors('attestation', NOT_COMMITTED);
    const outcomes = await runAttestation(folder ?? OWN);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
    expect(outcomes.length).toBeGreaterThanOrEqual(53);
  }, 120_000);
});

describe('the conformance run itself', () => {
  const index = readVectors(OWN, 'index.json');
  const entries = Array.isArray(index) ? index.filter(isRecord) : [];
  const [sample] = entries;
  const files = {
    file: (path: string) => new Uint8Array(readFileSync(join(OWN, path))),
    roots: { nitro: [], amd: [], intel: [], nvidia: [], nras: [] },
  };

  it.each([
    ['another verdict', { expect: { accept: false } }],
    ['another register', { expect: { accept: true, pcrs: { 0: '00'.repeat(48) } } }],
    ['another hash', { sha256: '00'.repeat(32) }],
    ['a kind nobody knows', { kind: 'toString' }],
    ['a policy nobody knows', { policy: { favourite_colour: 'blue' } }],
    ['an edit nobody knows', { mutate: [{ op: 'improve' }] }],
    ['an edit that changes nothing', { mutate: [{ op: 'xor', offset: 0, mask: '00' }] }],
    ['an edit on nothing', { mutate: [{ op: 'append', hex: '00' }], mutate_on: 'leaf' }],
    ['a file outside', { file: '../nowhere' }],
  ])('fails on %s', async (_name, change) => {
    const outcomes = await runEntries([{ ...sample, ...change }], files);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false]);
  });

  it('fails on an entry that is no object, and counts it', async () => {
    const outcomes = await runEntries([1, null, sample], files);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, true]);
  });
});
