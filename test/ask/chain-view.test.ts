import { describe, expect, it } from 'vitest';
import { verifyNitro, type NitroOptions } from '../../lib/attestation/index.ts';
import { nitroVerdict } from '../../lib/evidence/index.ts';
import { fromHex, toHex } from '../../lib/bytes/index.ts';
import { chainView } from '../../lib/networks/sotto/chain-view.ts';
import type { ChainLinkView } from '../../lib/ask/index.ts';
import { MEASUREMENT, NOW_MS, optionsWith, synthetic } from '../attestation/document.ts';

/** One key: id 7, X25519, HKDF-SHA256, ChaCha20-Poly1305. */
const KEY_CONFIG = fromHex(`002907 0020 ${'5a'.repeat(32)} 0004 0001 0003`.replaceAll(' ', ''));

async function linksOf(
  name: string,
  changes: Partial<NitroOptions> = {},
  keyId = 7,
): Promise<ChainLinkView[]> {
  const options = optionsWith(changes);
  const evidence = nitroVerdict(await verifyNitro(synthetic(name), options));
  return chainView({
    evidence,
    atMs: options.now,
    transcript: Uint8Array.of(1, 2, 3),
    keyConfig: KEY_CONFIG,
    keyVerdict: 'pass',
    keyId,
  });
}

const verdicts = (links: readonly ChainLinkView[]): string[] =>
  links.map(({ kind, verdict }) => `${kind} ${verdict}`);

const BOUND = { kind: 'user-data', userData: new Uint8Array(1) } as const;

describe('the chain of a proof', () => {
  it('leads from root to release, each link with its bytes', async () => {
    const links = await linksOf('ok-definite-map.cose');
    expect(verdicts(links).slice(0, 8)).toEqual([
      'root pass',
      ...Array.from({ length: 4 }, () => 'certificate pass'),
      ...['document pass', 'measurement pass', 'release pass'],
    ]);
    expect(links[0]?.bytesHex).toBe(toHex(synthetic('root-dev.der')));
    expect(links[5]?.bytesHex).toBe(toHex(synthetic('ok-definite-map.cose')));
    expect(links[6]?.name).toBe(MEASUREMENT.pcr0);
    expect(links[7]?.name).toBe('v1');
  });

  it('draws no key behind a binding that was not checked or does not hold', async () => {
    const unasked = await linksOf('ok-definite-map.cose');
    expect(verdicts(unasked).slice(8)).toEqual([
      ...['user-data not-reached', 'transcript not-reached'],
      ...['key-configuration not-reached', 'key not-reached'],
    ]);
    const other = await linksOf('ok-definite-map.cose', { expectedBinding: BOUND });
    expect(verdicts(other).slice(8)).toEqual([
      ...['user-data fail', 'transcript fail'],
      ...['key-configuration not-reached', 'key not-reached'],
    ]);
  });

  it('ends at the key of this answer, or says that it is not there', async () => {
    const evidence = await verifyNitro(synthetic('ok-max-sizes.cose'), optionsWith());
    if (!evidence.ok || evidence.userData === null) throw new Error('no user data');
    const expectedBinding = { kind: 'user-data', userData: evidence.userData } as const;
    const links = await linksOf('ok-max-sizes.cose', { expectedBinding });
    expect(links.at(-1)).toMatchObject({ kind: 'key', verdict: 'pass', bytesHex: '5a'.repeat(32) });
    const gone = await linksOf('ok-max-sizes.cose', { expectedBinding }, 8);
    expect(gone.at(-1)).toMatchObject({ kind: 'key', verdict: 'fail', name: '8' });
  });

  it('breaks at the measurement of a debug enclave', async () => {
    const links = await linksOf('debug-zero-pcrs.cose');
    expect(verdicts(links)).toContain('measurement fail');
    expect(verdicts(links)).toContain('document pass');
  });

  it('breaks at the release when the measurement is another', async () => {
    const links = await linksOf('ok-definite-map.cose', { policy: { measurements: [] } });
    expect(verdicts(links)).toContain('measurement pass');
    expect(verdicts(links)).toContain('release fail');
  });

  it('breaks at the certificate that has ended', async () => {
    const now = NOW_MS + 4 * 3_600_000;
    const links = await linksOf('ok-definite-map.cose', { now });
    expect(links.filter(({ verdict }) => verdict === 'fail').map(({ kind }) => kind)).toContain(
      'certificate',
    );
    expect(links[4]?.untilMs).toBeLessThan(now);
  });

  it('draws nothing of a document that the root does not stand behind', async () => {
    const links = await linksOf('ok-definite-map.cose', { trustAnchors: [] });
    expect(verdicts(links)).toEqual([
      ...['root fail', 'certificate not-reached', 'document not-reached'],
    ]);
    expect(verdicts(await linksOf('sig-zero.cose'))).toEqual([
      ...['root pass', 'certificate pass', 'document fail'],
    ]);
    expect(verdicts(await linksOf('issuer-name-mismatch.cose'))).toEqual([
      ...['root pass', 'certificate fail', 'document not-reached'],
    ]);
  });
});
