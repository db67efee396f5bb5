/**
 * The bare side of the attestation bench: nothing but WebCrypto on the very signatures of a piece of evidence, and the
 * ratio of two works on one machine.
 */
import type { Certificate } from '../../lib/attestation/index.ts';
import { ecdsaFromDer, P256, P384 } from '../../lib/attestation/core/ecdsa.ts';
import { concat, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { median } from '../median.ts';

export type Work = () => Promise<unknown>;

/** One signature, its key not imported yet. */
export interface Signature {
  /** One per distinct key. */
  readonly keyId: string;
  readonly importKey: () => Promise<CryptoKey>;
  readonly verify: (key: CryptoKey) => Promise<boolean>;
}

/** @param key A SubjectPublicKeyInfo, or a bare point. */
export function ecdsa(
  key: Bytes,
  curve: 'P-256' | 'P-384',
  signature: Bytes,
  data: Bytes,
): Signature {
  const size = curve === 'P-256' ? 64 : 96;
  const raw = concat(Uint8Array.of(4), key.subarray(-size));
  const algorithm = { name: 'ECDSA', namedCurve: curve };
  const hash = curve === 'P-256' ? 'SHA-256' : 'SHA-384';
  return {
    keyId: toHex(raw),
    importKey: () => crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']),
    verify: (imported) => crypto.subtle.verify({ name: 'ECDSA', hash }, imported, signature, data),
  };
}

export function links(chain: readonly Certificate[], curve: 'P-256' | 'P-384'): Signature[] {
  return chain.slice(1).map(({ signature, signed }, index) => {
    const issuer = chain[index]?.publicKey ?? new Uint8Array(0);
    return ecdsa(issuer, curve, ecdsaFromDer(signature, curve === 'P-256' ? P256 : P384), signed);
  });
}

function importAll(signatures: readonly Signature[]): Map<string, Promise<CryptoKey>> {
  const keys = new Map<string, Promise<CryptoKey>>();
  for (const { keyId, importKey } of signatures) if (!keys.has(keyId)) keys.set(keyId, importKey());
  return keys;
}

/** Every signature at once: with keys imported beforehand, or, as evidence arrives, each key first. */
export function bare(signatures: readonly Signature[], keysAre: 'imported' | 'as they came'): Work {
  const beforehand = importAll(signatures);
  return async () => {
    const keys = keysAre === 'imported' ? beforehand : importAll(signatures);
    const verdicts = await Promise.all(
      signatures.map(async ({ keyId, verify }) => {
        const key = await keys.get(keyId);
        return key !== undefined && verify(key);
      }),
    );
    if (verdicts.includes(false)) throw new Error('a bare signature does not hold');
  };
}

/** Median of the ratio of two works, run by turns so that both see the same machine. */
export async function ratio(
  full: Work,
  base: Work,
  rounds: number,
): Promise<{ ratio: number; ms: number }> {
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const fullMs = await timed(full);
    const baseMs = await timed(base);
    if (round < 0) continue;
    ratios.push(fullMs / baseMs);
    times.push(fullMs);
  }
  return { ratio: median(ratios), ms: median(times) };
}

export async function timed(work: Work): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export function pss(issuer: Certificate, { signature, signed }: Certificate): Signature {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  return {
    keyId: toHex(issuer.publicKey),
    importKey: () =>
      crypto.subtle.importKey('spki', issuer.publicKey, algorithm, false, ['verify']),
    verify: (key) =>
      crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 48 }, key, signature, signed),
  };
}
