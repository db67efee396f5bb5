import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../../../lib/bytes/index.ts';
import { parseProofFile, ProofChecker, type Reader } from '../../../lib/proofs/file/index.ts';
import { isRecord } from '../../../scripts/json.ts';
import { PCR } from '../../fakes/proof-file.ts';

const DAY_MS = 86_400_000;
const path = new URL('../../vectors/proofs/proof-of-2025.json', import.meta.url);
const sample: unknown = JSON.parse(readFileSync(path, 'utf8'));

function texts(name: string): string[] {
  const list = isRecord(sample) ? sample[name] : undefined;
  return Array.isArray(list) ? list.map(String) : [];
}

const text = isRecord(sample) ? String(sample['file']) : '';
const reader: Reader = {
  trustAnchors: [],
  developmentRoots: texts('developmentRoots').map(fromBase64),
  measurements: [PCR],
  witnesses: texts('witnesses'),
};

describe('a proof of a year ago', () => {
  it('holds as of its own time, dated by its witness, though its certificates have long run out', async () => {
    const verdict = await new ProofChecker(reader).check(parseProofFile(text));
    expect(verdict).toMatchObject({ verdict: 'holds', code: null, isDevelopment: true });
    expect(verdict.steps.filter((step) => step.verdict === 'fail')).toEqual([]);
    const madeAt = Date.UTC(2025, 10, 20);
    for (const time of [verdict.recordedAtMs, verdict.evidenceTimeMs, verdict.witnessedAtMs]) {
      expect(time).toBeGreaterThan(madeAt);
      expect(time).toBeLessThan(madeAt + 2 * DAY_MS);
    }
  });

  it('does not hold with a later time written into it', async () => {
    const later = text.replace(/"recordedAtMs":\d+/, `"recordedAtMs":${Date.UTC(2026, 10, 21)}`);
    expect(later).not.toBe(text);
    const verdict = await new ProofChecker(reader).check(parseProofFile(later));
    expect(verdict.verdict).toBe('fails');
  });
});
