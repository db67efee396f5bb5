import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { verifyNitro, type NitroOptions } from '../../../lib/attestation/index.ts';
import { type Bytes } from '../../../lib/bytes/index.ts';
import { DevelopmentChain, newKeyPair } from '../../../stack/enclave/chain.ts';
import { openDevelopmentRoot } from '../../../stack/enclave/development-root.ts';
import { measurementHex, type Measurement } from '../../../stack/enclave/measurement.ts';
import { createSoftwareSource } from '../../../stack/enclave/software.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;
const MEASUREMENT: Measurement = {
  pcr0: new Uint8Array(48).fill(1),
  pcr1: new Uint8Array(48).fill(2),
  pcr2: new Uint8Array(48).fill(3),
};
const NONCE: Bytes = new Uint8Array(20).fill(9);
const HASH: Bytes = new Uint8Array(32).fill(7);

async function openSource(start = NOW) {
  const folder = await temporaryFolder();
  const clock = { nowMs: start };
  const root = await openDevelopmentRoot(folder, start);
  const source = createSoftwareSource({ root, measurement: MEASUREMENT, now: () => clock.nowMs });
  return { folder, clock, root, source };
}

function options(root: { certificate: Bytes }, change: Partial<NitroOptions> = {}): NitroOptions {
  return {
    now: NOW,
    trustAnchors: [root.certificate],
    policy: { measurements: [measurementHex(MEASUREMENT)] },
    nonce: NONCE,
    expectedBinding: { kind: 'nitriding-user-data', appKeyHash: HASH },
    ...change,
  };
}

describe('software evidence', () => {
  it('passes every check of real evidence, under its own root', async () => {
    const { root, source } = await openSource();
    await source.registerKeyHash(HASH);
    const verdict = await verifyNitro(await source.attest(NONCE), options(root));
    expect(verdict.steps.filter((step) => step.verdict === 'fail')).toEqual([]);
    expect(verdict.ok).toBe(true);
  });

  it('is refused under any other root, nonce, hash, measurement or time', async () => {
    const { root, source } = await openSource();
    const other = await openSource();
    await source.registerKeyHash(HASH);
    const document = await source.attest(NONCE);
    const changes: Partial<NitroOptions>[] = [
      { trustAnchors: [other.root.certificate] },
      { trustAnchors: [] },
      { nonce: new Uint8Array(20) },
      { expectedBinding: { kind: 'nitriding-user-data', appKeyHash: NONCE } },
      { policy: { measurements: [] } },
      { now: NOW + 6 * 60_000 },
    ];
    for (const change of changes) {
      expect((await verifyNitro(document, options(root, change))).ok).toBe(false);
    }
  });

  it('keeps passing as its certificates come to their ends and are renewed', async () => {
    const { clock, root, source } = await openSource();
    await source.registerKeyHash(HASH);
    // Beyond the life of every certificate below the root, in steps that meet each renewal.
    for (let hours = 0; hours < 600; hours += 1.9) {
      clock.nowMs = NOW + hours * HOUR_MS;
      const document = await source.attest(NONCE);
      const verdict = await verifyNitro(document, options(root, { now: clock.nowMs }));
      expect(verdict.ok).toBe(true);
    }
  });

  it('hands out nothing before a hash is registered, and takes no zero hash', async () => {
    const { source } = await openSource();
    await expect(source.attest(NONCE)).rejects.toMatchObject({ code: 'evidence-unavailable' });
    const zero = source.registerKeyHash(new Uint8Array(32));
    await expect(zero).rejects.toMatchObject({ code: 'hash-invalid' });
    await source.registerKeyHash(HASH);
    const short = source.attest(new Uint8Array(19));
    await expect(short).rejects.toMatchObject({ code: 'nonce-invalid' });
  });
});

describe('the development root', () => {
  it('is made once, used again, and its key is for its owner only', async () => {
    const folder = await temporaryFolder();
    const first = await openDevelopmentRoot(folder, NOW);
    const second = await openDevelopmentRoot(folder, NOW + HOUR_MS);
    expect(second.certificate).toEqual(first.certificate);
    const mode = (await stat(`${folder}/development-root.key.pem`)).mode & 0o777;
    expect(mode).toBe(0o600);
  });

  it('is a certificate that other software reads, and says what it is', async () => {
    const { root } = await openDevelopmentRootSomewhere();
    const read = new X509Certificate(Buffer.from(root.certificate));
    expect(read.subject).toContain('Development without hardware');
    expect(read.ca).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
  });
});

async function openDevelopmentRootSomewhere() {
  return { root: await openDevelopmentRoot(await temporaryFolder(), NOW) };
}

describe('the development chain', () => {
  it('has the shape and the lifetimes of real chains, each certificate below 1024 bytes', () => {
    const root = { commonName: 'root.invalid', ...newKeyPair() };
    const chain = new DevelopmentChain(root, 'i-0', 'i-0-enc0').at(NOW);
    const links = [...chain.intermediates, chain.leaf];
    const hours = links.map((link) => {
      const read = new X509Certificate(Buffer.from(link.certificate));
      const life = Date.parse(read.validTo) - Date.parse(read.validFrom);
      return Math.round(life / HOUR_MS);
    });
    expect(hours).toEqual([481, 144, 24, 3]);
    expect(links.every((link) => link.certificate.length <= 1024)).toBe(true);
  });
});
