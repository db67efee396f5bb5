/** Published examples always; the large generated files where SOTTO_VECTORS (or ../shared/vectors) has them. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOhttp } from '../../scripts/conformance/ohttp.ts';
import type { Outcome } from '../../scripts/conformance/outcome.ts';

const HERE = join(import.meta.dirname, '../vectors/ohttp');
const SHARED = join(
  process.env['SOTTO_VECTORS'] ?? join(import.meta.dirname, '../../../shared/vectors'),
  'ohttp',
);
/** The examples of the RFCs, and our own edges. */
const OWN = 272;
const isShared = existsSync(join(SHARED, 'index.json'));

const failuresOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.filter(({ ok }) => !ok).map(({ id, why }) => `${id}: ${why ?? ''}`);

describe('vectors', () => {
  it('of the RFCs hold, and our own', async () => {
    const outcomes = await runOhttp(HERE);
    expect(failuresOf(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(OWN);
  });

  it(
    isShared
      ? 'of other implementations hold, 635 in all'
      : 'of other implementations: 572 cases of the set LEFT OUT, no SOTTO_VECTORS',
    async () => {
      const dir = isShared ? SHARED : HERE;
      const outcomes = await runOhttp(dir);
      expect(failuresOf(outcomes)).toEqual([]);
      expect(outcomes).toHaveLength(isShared ? 635 : OWN);
    },
    120_000,
  );

  it('that were changed in one digit fail', async () => {
    const text = readFileSync(join(HERE, 'rfc9458-appendix-a.json'), 'utf8');
    for (const field of [
      'encapsulatedRequest',
      'encapsulatedResponse',
      'skR',
      'enc',
      'info',
      'salt',
      'prk',
      'response',
    ]) {
      const changed = text.replace(
        new RegExp(`("${field}": "[0-9a-f]{2})(.)`),
        (_, head: string, digit: string) => head + (digit === '0' ? '1' : '0'),
      );
      expect(changed).not.toBe(text);
      expect(failuresOf(await runOhttp(folder({ single: 1 }, changed))), field).toHaveLength(1);
    }
  });

  it('are counted as the index counts them, understood or not', async () => {
    const outcomes = await runOhttp(
      folder({ single: 2, riddles: 3 }, '{"single":[{}],"riddles":[1,2,3]}'),
    );
    expect(outcomes).toHaveLength(5);
    expect(outcomes.every(({ ok }) => !ok)).toBe(true);
  });
});

function folder(counts: Record<string, number>, content: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'sotto-vectors-'));
  writeFileSync(join(dir, 'file.json'), content);
  writeFileSync(
    join(dir, 'index.json'),
    JSON.stringify({ files: [{ file: 'file.json', counts }] }),
  );
  return dir;
}
