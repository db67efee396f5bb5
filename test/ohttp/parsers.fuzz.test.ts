/** A short fuzz run with a fixed seed; the long one is `npm run fuzz`, over the same targets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../lib/errors/index.ts';
import { targets } from '../fuzz/targets-ohttp.ts';

/** A seed with a few bytes changed, cut, doubled, or noise altogether. */
function mutations(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const edits = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  return fc
    .tuple(fc.constantFrom(...seeds), edits, fc.nat(250), fc.uint8Array({ maxLength: 20 }))
    .map(([seed, changes, length, tail]) => {
      const bytes = new Uint8Array([...seed.subarray(0, length), ...tail]);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
}

describe.each(targets.map((target) => [target.name, target] as const))('%s', (_, target) => {
  it('returns or throws one of our own errors', async () => {
    const inputs = fc.oneof(
      mutations(target.seeds),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => new Uint8Array(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(inputs, async (bytes) => {
        try {
          await target.run(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CodedError);
        }
      }),
      {
        seed: 9458,
        numRuns: target.name.includes('request') || target.name.includes('chunked') ? 150 : 500,
      },
    );
  });

  it('takes its own seeds without a bug', async () => {
    for (const seed of target.seeds) {
      const thrown: unknown = await Promise.resolve(new Uint8Array(seed))
        .then(target.run)
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(thrown === undefined || thrown instanceof CodedError).toBe(true);
    }
  });
});
