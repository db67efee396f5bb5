/** Both libraries on the same cases: what one refuses the other must refuse. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleVerifier } from '../../lib/attestation/provenance/browser/index.ts';
import { checkReleases, PUBLIC_GOOD_ROOT } from '../../lib/attestation/provenance/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import { nodeBundleVerifier } from '../../scripts/sigstore.ts';
import {
  IMAGE,
  listWith,
  made,
  PCRS,
  REFUSED,
  sigstore,
  SOURCE,
  TIME_MS,
} from './provenance-cases.ts';

const root = sigstore.trustedRoot();
const LIBRARIES = [
  ['@sigstore/verify', nodeBundleVerifier(root)],
  ['@freedomofpress/sigstore-browser', bundleVerifier(root)],
] as const;

describe.each(LIBRARIES)('the origin of a release, checked by %s', (_library, verify) => {
  it('holds for an image that the named workflow built at a tag', async () => {
    const [checked] = await checkReleases(listWith(made({})), verify);
    expect(checked).toEqual({
      release: 'v1.2.0',
      provenance: {
        ...SOURCE,
        ...{ tag: 'v1.2.0', commit: 'c0'.repeat(20), imageSha256: IMAGE },
        ...{ loggedAtMs: TIME_MS + 60_000, logIndex: 1001 },
      },
    });
  });

  it.each(REFUSED)('is refused for %s as %s', async (_name, code, bundle) => {
    const refused = await checkReleases(listWith(bundle()), verify).then(
      () => 'accepted',
      (thrown: unknown) => codeOf(thrown),
    );
    expect(refused).toBe(code);
  });

  it('is refused for a bundle under the public Sigstore’s root that our own signed', async () => {
    const other =
      verify === LIBRARIES[0][1]
        ? nodeBundleVerifier(PUBLIC_GOOD_ROOT)
        : bundleVerifier(PUBLIC_GOOD_ROOT);
    await expect(checkReleases(listWith(made({})), other)).rejects.toThrow('provenance-untrusted');
  });
});

describe('a release list', () => {
  const verify = LIBRARIES[0][1];

  it('may say nothing of a release’s origin, and then nothing is claimed', async () => {
    const list = listWith('', { releases: [{ release: 'v1.2.0', ...PCRS }] });
    expect(await checkReleases(list, verify)).toEqual([{ release: 'v1.2.0', provenance: null }]);
  });

  it('does not hold with one bad bundle among good ones', async () => {
    const bad = { release: 'v1.2.0', ...PCRS, image: 'e2'.repeat(32), bundle: made({}) };
    const list = listWith(made({}));
    const both = { ...list, releases: [...list.releases, bad] };
    await expect(checkReleases(both, verify)).rejects.toThrow('provenance-mismatch');
  });

  it('must name the source of what comes with a bundle', async () => {
    const { builtBy, ...list } = listWith(made({}));
    expect(builtBy).toEqual(SOURCE);
    await expect(checkReleases(list, verify)).rejects.toThrow('provenance-invalid');
  });
});

describe('the pinned Sigstore root', () => {
  it('is the published file, byte for byte', () => {
    const path = join(
      import.meta.dirname,
      '../../lib/attestation/provenance/sigstore-public-good.json',
    );
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(digest).toBe('6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66');
  });
});
