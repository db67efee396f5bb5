/** The answer of an inference enclave, by its form: what it binds is checked with real evidence in vectors.test.ts. */
import { expect, it } from 'vitest';
import { parseComposite } from '../../lib/attestation/composite/index.ts';
import { utf8 } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';

function refusalOf(document: unknown): string | undefined {
  try {
    parseComposite(utf8(JSON.stringify(document)));
    return undefined;
  } catch (thrown) {
    return codeOf(thrown);
  }
}

it('is refused in another version of its format, which may bind by another rule', () => {
  const rest = { report_data: {}, cpu: { platform: 'tdx' } };
  const v3 = 'https://tinfoil.sh/predicate/attestation/v3';
  expect(refusalOf({ ...rest, format: `${v3}.1` })).toBe('evidence-unsupported');
  expect(refusalOf({ ...rest, format: 3 })).toBe('evidence-unsupported');
  expect(refusalOf({ ...rest, format: v3 })).toBe('gpu-evidence-missing');
  expect(refusalOf(rest)).toBe('gpu-evidence-missing');
});
