import { describe, expect, it } from 'vitest';
import { weightOf } from '../../scripts/weight.ts';

/**
 * Counted is what a caller that verifies Nitro documents and nothing else carries: the entry, AWS's root as a pin, and
 * all that it reaches in lib/bytes, lib/cbor and lib/errors, as one bundle (scripts/weight.ts).
 */
const NITRO = `export { verifyNitro, AWS_NITRO_PIN } from './lib/attestation/index.ts';`;

describe('attestation of Nitro alone', () => {
  it('weighs at most 6 kB compressed, with everything it needs', async () => {
    expect(await weightOf(NITRO)).toBeLessThanOrEqual(6000);
  });

  it('is measured by a rule that sees another kind of evidence in it', async () => {
    const both = `${NITRO} export { verifyTdx } from './lib/attestation/tdx/index.ts';`;
    expect(await weightOf(both)).toBeGreaterThan(6000);
  });
});
