import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyNitro } from '../../../lib/attestation/index.ts';
import { toHex, type Bytes } from '../../../lib/bytes/index.ts';
import { openDevelopmentRoot } from '../../../stack/enclave/development-root.ts';
import { createNitridingSource } from '../../../stack/enclave/nitriding.ts';
import { startNitriding } from '../../fakes/nitriding.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const HASH: Bytes = new Uint8Array(32).fill(7);
const NONCE: Bytes = new Uint8Array(20).fill(9);
const PCRS = Array.from({ length: 16 }, (_, index) => new Uint8Array(48).fill(index + 1));

async function start(waitForApp = true) {
  const root = await openDevelopmentRoot(await temporaryFolder(), Date.now());
  const daemon = await startNitriding({ root, pcrs: PCRS, now: Date.now, waitForApp });
  onTestFinished(() => daemon.close());
  return { root, daemon, source: createNitridingSource(daemon) };
}

describe('the nitriding source', () => {
  it('registers the hash and gets a document that binds it and answers the nonce', async () => {
    const { root, source } = await start();
    await source.registerKeyHash(HASH);
    const verdict = await verifyNitro(await source.attest(NONCE), {
      now: Date.now(),
      trustAnchors: [root.certificate],
      policy: {
        measurements: [{ pcr0: '01'.repeat(48), pcr1: '02'.repeat(48), pcr2: '03'.repeat(48) }],
      },
      nonce: NONCE,
      expectedBinding: { kind: 'nitriding-user-data', appKeyHash: HASH },
    });
    expect(verdict.ok).toBe(true);
  });

  it('tells a daemon that waits that the application is ready, and may register again', async () => {
    const { source } = await start();
    const early = source.attest(NONCE);
    await expect(early).rejects.toMatchObject({ code: 'evidence-unavailable' });
    await source.registerKeyHash(HASH);
    await source.registerKeyHash(new Uint8Array(32).fill(8));
    expect(toHex(await source.attest(NONCE))).toContain('08'.repeat(32));
  });

  it('takes no daemon that might have served documents without our hash', async () => {
    const { source } = await start(false);
    await expect(source.registerKeyHash(HASH)).rejects.toThrow('without -wait-for-app');
  });

  it.each([
    ['an error', 500, 'failed to obtain attestation document\n', 'evidence-unavailable'],
    ['a page', 200, '<html>enclave</html>', 'evidence-invalid'],
    ['nothing', 200, '', 'evidence-invalid'],
    ['a flood', 200, 'A'.repeat(40_000), 'evidence-unavailable'],
  ])('refuses %s in place of a document', async (_, status, body, code) => {
    const { daemon, source } = await start();
    await source.registerKeyHash(HASH);
    daemon.answerWith = { status, body };
    await expect(source.attest(NONCE)).rejects.toMatchObject({ code });
  });

  it('fails to register when there is no daemon', async () => {
    const { daemon, source } = await start();
    await daemon.close();
    const registering = source.registerKeyHash(HASH);
    await expect(registering).rejects.toMatchObject({ code: 'evidence-unavailable' });
  });
});
