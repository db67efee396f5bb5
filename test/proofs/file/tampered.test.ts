import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../lib/errors/index.ts';
import {
  encodeProofFile,
  parseProofFile,
  ProofChecker,
  type FileVerdict,
  type ProofFile,
  type Reader,
} from '../../../lib/proofs/file/index.ts';
import { LOG_SIGNATURE } from '../../../lib/settlement/index.ts';
import { PCR, ProofMaker, signer } from '../../fakes/proof-file.ts';
import { random } from '../../fakes/random.ts';

const NOW_MS = Date.UTC(2026, 8, 1, 12);

let maker: ProofMaker;
/** Another enclave under the same root, with everything of its own. */
let other: ProofMaker;
let good: ProofFile;
let others: ProofFile;

beforeAll(async () => {
  maker = await ProofMaker.create(NOW_MS);
  other = await ProofMaker.create(NOW_MS);
  good = await maker.make();
  others = await other.make();
});

type Json = Record<string, unknown>;

function json(file: ProofFile): Json {
  const value: unknown = JSON.parse(encodeProofFile(file));
  if (typeof value !== 'object' || value === null) throw new Error('no object');
  return { ...value };
}

function inner(file: Json, name: string): Json {
  const value = file[name];
  if (typeof value !== 'object' || value === null) throw new Error(`no ${name}`);
  return { ...value };
}

/** With one bit turned over, counted from the end if negative. */
function flipped(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  const index = at < 0 ? changed.length + at : at;
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

async function check(text: string, reader: Reader = maker.reader): Promise<string | FileVerdict> {
  let file: ProofFile;
  try {
    file = parseProofFile(text);
  } catch (thrown) {
    return codeOf(thrown) ?? 'uncoded';
  }
  const verdict = await new ProofChecker(reader).check(file);
  return verdict.code ?? verdict;
}

function changed(change: Partial<ProofFile>): string {
  return encodeProofFile({ ...good, ...change });
}

function plain(change: Partial<NonNullable<ProofFile['plaintext']>>): string {
  if (good.plaintext === null) throw new Error('no plaintext');
  return changed({ plaintext: { ...good.plaintext, ...change } });
}

function settled(change: Partial<NonNullable<ProofFile['settlement']>>): string {
  if (good.settlement === null) throw new Error('not settled');
  return changed({ settlement: { ...good.settlement, ...change } });
}

function respelt(change: (file: Json) => Json): string {
  return JSON.stringify(change(json(good)));
}

const TAMPERED: readonly [name: string, code: string, file: () => string | Promise<string>][] = [
  // the form
  ['cut short', 'proof-file-malformed', () => changed({}).slice(0, -20)],
  ['an unknown field', 'proof-file-malformed', () => respelt((file) => ({ ...file, note: 1 }))],
  [
    'a missing field',
    'proof-file-malformed',
    () =>
      respelt(({ receipt, ...rest }) => {
        expect(receipt).toBeDefined();
        return rest;
      }),
  ],
  ['a field twice', 'proof-file-malformed', () => changed({}).replace('{', '{"recordedAtMs":1,')],
  [
    'an inner field twice',
    'proof-file-malformed',
    () => changed({}).replace('"kind":', '"kind":"aws-nitro","kind":'),
  ],
  [
    'padded base64',
    'proof-file-malformed',
    () => respelt((file) => ({ ...file, keys: `${String(file['keys'])}=` })),
  ],
  [
    'base64 of the other alphabet',
    'proof-file-malformed',
    () => respelt((file) => ({ ...file, receipt: `+${String(file['receipt']).slice(1)}` })),
  ],
  [
    'stray bits behind the last byte',
    'proof-file-malformed',
    () =>
      respelt((file) => {
        const evidence = inner(file, 'evidence');
        const nonce = String(evidence['nonce']);
        return { ...file, evidence: { ...evidence, nonce: `${nonce.slice(0, -1)}B` } };
      }),
  ],
  [
    'a later version',
    'proof-file-version-unknown',
    () => respelt((file) => ({ ...file, version: 2 })),
  ],
  [
    'another format',
    'proof-file-malformed',
    () => respelt((file) => ({ ...file, format: 'proof' })),
  ],
  [
    'a time that is no whole number',
    'proof-file-malformed',
    () => respelt((file) => ({ ...file, recordedAtMs: 1.5 })),
  ],
  // the evidence and what it binds
  [
    'a broken envelope',
    'evidence-malformed',
    () => changed({ evidence: good.evidence.slice(0, -1) }),
  ],
  [
    'a changed signature of the document',
    'signature-invalid',
    () => changed({ evidence: flipped(good.evidence, -1) }),
  ],
  ['another nonce', 'nonce-mismatch', () => changed({ nonce: random(20) })],
  ['another transcript', 'binding-mismatch', () => changed({ transcript: others.transcript })],
  [
    'a changed statement',
    'binding-mismatch',
    () => changed({ transcript: flipped(good.transcript, -2) }),
  ],
  ['evidence of another enclave', 'nonce-mismatch', () => changed({ evidence: others.evidence })],
  ['other keys', 'proof-keys-differ', () => changed({ keys: others.keys })],
  // the receipt
  ['a receipt that is none', 'receipt-malformed', () => changed({ receipt: random(100) })],
  [
    'a changed signature of the receipt',
    'receipt-signature-invalid',
    () => changed({ receipt: flipped(good.receipt, -1) }),
  ],
  [
    'a receipt for another enclave’s transcript',
    'receipt-transcript-mismatch',
    () => changed({ receipt: others.receipt }),
  ],
  [
    'the receipt of another answer',
    'receipt-request-mismatch',
    async () => changed({ receipt: (await maker.make()).receipt }),
  ],
  ['a changed answer', 'receipt-answer-mismatch', () => plain({ answer: 'The answer is 43.' })],
  [
    'a changed question',
    'receipt-request-mismatch',
    () => plain({ request: flipped(good.plaintext?.request ?? random(1), 3) }),
  ],
  [
    'another request opening',
    'receipt-request-mismatch',
    () => plain({ requestOpening: random(32) }),
  ],
  ['another answer opening', 'receipt-answer-mismatch', () => plain({ answerOpening: random(32) })],
  [
    'a model that the statement does not name',
    'receipt-model-mismatch',
    async () => encodeProofFile(await maker.make({ receipt: { model: 'other' } })),
  ],
  // the time
  [
    'a recorded time long after the evidence',
    'recorded-time-implausible',
    async () => encodeProofFile(await maker.make({ recordedAfterMs: 16 * 60_000 })),
  ],
  [
    'a recorded time before the evidence',
    'recorded-time-implausible',
    () => changed({ recordedAtMs: good.recordedAtMs - 120_000 }),
  ],
  [
    'a recorded time away from the receipt',
    'recorded-time-implausible',
    () => changed({ recordedAtMs: good.recordedAtMs + 6 * 60_000 }),
  ],
  [
    'a witness that had seen it before it was asked',
    'recorded-time-implausible',
    async () => encodeProofFile(await maker.make({ witnessedAfterMs: -10 * 60_000 })),
  ],
  // the log
  ['no settlement', 'not-settled', () => changed({ settlement: null })],
  ['another leaf secret', 'inclusion-proof-invalid', () => settled({ leafSecret: random(32) })],
  ['another index', 'inclusion-proof-invalid', () => settled({ index: 1n })],
  ['an index beyond the tree', 'inclusion-proof-invalid', () => settled({ index: 99n })],
  [
    'a hash less',
    'inclusion-proof-invalid',
    () => settled({ hashes: good.settlement?.hashes.slice(1) ?? [] }),
  ],
  [
    'a changed hash',
    'inclusion-proof-invalid',
    () => settled({ hashes: (good.settlement?.hashes ?? []).map((hash) => flipped(hash, 0)) }),
  ],
  [
    'a changed checkpoint',
    'note-signature-invalid',
    () => settled({ checkpoint: flipped(good.settlement?.checkpoint ?? random(1), 20) }),
  ],
  [
    'a checkpoint of another log',
    'note-unsigned',
    async () => {
      const stranger = await signer('log.test/proofs', LOG_SIGNATURE);
      return settled(await maker.settle(random(32), null, stranger));
    },
  ],
];

describe('a proof file', () => {
  it('holds as it was made', async () => {
    expect(await check(changed({}))).toMatchObject({
      verdict: 'holds',
      isDevelopment: true,
      measurement: PCR,
    });
  });

  it(`is refused in ${String(TAMPERED.length)} tampered forms, at least 30`, () => {
    expect(TAMPERED.length).toBeGreaterThanOrEqual(30);
  });

  it.each(TAMPERED)('with %s is refused: %s', async (_name, code, make) => {
    expect(await check(await make())).toBe(code);
  });

  it('holds no longer, whatever letter is changed', async () => {
    const text = encodeProofFile(good);
    const seen = new Set<string>();
    for (let at = 7; at < text.length; at += 211) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      const verdict = await check(`${text.slice(0, at)}${letter}${text.slice(at + 1)}`);
      // A witness's line that names another key is nobody's line: the time is then not witnessed, and that is said.
      const said = typeof verdict === 'string' ? verdict : verdict.verdict;
      expect(said, `at ${String(at)}`).not.toBe('holds');
      seen.add(said);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
