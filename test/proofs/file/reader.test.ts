import { beforeAll, describe, expect, it } from 'vitest';
import { AWS_NITRO_ROOT } from '../../../lib/attestation/index.ts';
import {
  encodeProofFile,
  parseProofFile,
  ProofChecker,
  type FileVerdict,
  type ProofFile,
  type Reader,
} from '../../../lib/proofs/file/index.ts';
import { COSIGNATURE_V1 } from '../../../lib/settlement/index.ts';
import { PCR, ProofMaker, signer } from '../../fakes/proof-file.ts';

let maker: ProofMaker;
let good: ProofFile;

beforeAll(async () => {
  maker = await ProofMaker.create(Date.UTC(2026, 8, 1, 12));
  good = await maker.make();
});

async function check(text: string, reader: Reader = maker.reader): Promise<string | FileVerdict> {
  const verdict = await new ProofChecker(reader).check(parseProofFile(text));
  return verdict.code ?? verdict;
}

function changed(change: Partial<ProofFile>): string {
  return encodeProofFile({ ...good, ...change });
}

describe('whom the reader trusts', () => {
  it('is not in the file: a development root is refused by its name', async () => {
    expect(await check(changed({}), { ...maker.reader, developmentRoots: [] })).toBe(
      'development-root',
    );
  });

  it('refuses a root that is not the one named', async () => {
    const reader = { ...maker.reader, developmentRoots: [AWS_NITRO_ROOT] };
    expect(await check(changed({}), reader)).toBe('root-unknown');
  });

  it('judges the image only by releases that were named', async () => {
    const releases = [{ ...PCR, pcr0: '44'.repeat(48) }];
    expect(await check(changed({}), { ...maker.reader, measurements: releases })).toBe(
      'measurement-unknown',
    );
    const verdict = await check(changed({}), { ...maker.reader, measurements: null });
    if (typeof verdict === 'string') throw new Error(verdict);
    const step = verdict.steps.find(({ name }) => name === 'measurement');
    expect(step).toMatchObject({ verdict: 'not-reached' });
    expect(step?.detail).toContain(PCR.pcr0);
  });

  it('says that the time is not witnessed without a witness, with a stranger, and after the certificates', async () => {
    const unwitnessed = { verdict: 'holds-time-not-witnessed', witnessedAtMs: null };
    expect(await check(changed({}), { ...maker.reader, witnesses: [] })).toMatchObject(unwitnessed);
    const stranger = (await signer('witness.test/two', COSIGNATURE_V1)).key.text;
    const reader = { ...maker.reader, witnesses: [stranger] };
    expect(await check(changed({}), reader)).toMatchObject(unwitnessed);
    const late = encodeProofFile(await maker.make({ witnessedAfterMs: 30 * 3_600_000 }));
    expect(await check(late)).toMatchObject(unwitnessed);
  });
});

describe('a proof file without its texts', () => {
  it('holds, and says that question and answer are not shown', async () => {
    const file = await maker.make({ hasPlaintext: false, answer: 'Nobody may see this.' });
    const text = encodeProofFile(file);
    expect(text).not.toContain('Nobody');
    const verdict = await check(text);
    if (typeof verdict === 'string') throw new Error(verdict);
    expect(verdict.verdict).toBe('holds');
    const hidden = verdict.steps.filter(({ verdict: said }) => said === 'not-reached');
    expect(hidden.map(({ name }) => name)).toEqual([
      'registers',
      'receipt-request',
      'receipt-answer',
    ]);
  });
});
