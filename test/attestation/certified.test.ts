/** What stands directly below a pinned root is opened once, and only where the root signed it. */
import { describe, expect, it } from 'vitest';
import { certifiedBy } from '../../lib/attestation/core/certified.ts';
import { P256 } from '../../lib/attestation/core/ecdsa.ts';
import { openPin } from '../../lib/attestation/core/pinned.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { AUTHORITY, issue, newKey, SHA256_ECDSA, signedBy, type Key } from '../fakes/x509.ts';

const LIFE = { fromMs: Date.parse('2026-01-01'), untilMs: Date.parse('2048-01-01') };
const [rootKey, otherKey] = [newKey(), newKey()];

function certificate(subject: string, by: Key): Bytes {
  const parts = { subject, issuer: 'Root', spki: newKey().spki, ...LIFE, extensions: AUTHORITY };
  return issue(parts, SHA256_ECDSA, (tbs) => signedBy(by, tbs));
}

const root = { subject: 'Root', issuer: 'Root', spki: rootKey.spki, ...LIFE };
const pin = openPin(
  issue({ ...root, extensions: AUTHORITY }, SHA256_ECDSA, (tbs) => signedBy(rootKey, tbs)),
);

describe('an authority below a pinned root', () => {
  it('is opened once for the same bytes', async () => {
    const bytes = certificate('Authority', rootKey);
    const first = certifiedBy(pin, bytes, P256);
    await first.isSigned;
    expect(certifiedBy(pin, bytes.slice(), P256)).toBe(first);
    expect((await first.key).type).toBe('public');
  });

  it('is another one with one byte changed, and does not hold', async () => {
    const bytes = certificate('Authority', rootKey);
    await certifiedBy(pin, bytes, P256).isSigned;
    const changed = bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
    await expect(certifiedBy(pin, changed, P256).isSigned).rejects.toThrow('chain-broken');
  });

  it('that the root did not sign is refused each time, and never kept', async () => {
    const bytes = certificate('Authority', otherKey);
    const first = certifiedBy(pin, bytes, P256);
    await expect(first.isSigned).rejects.toThrow('chain-broken');
    const second = certifiedBy(pin, bytes, P256);
    expect(second).not.toBe(first);
    await expect(second.isSigned).rejects.toThrow('chain-broken');
  });

  it('is not that of another root, whatever their names', async () => {
    const bytes = certificate('Authority', rootKey);
    await certifiedBy(pin, bytes, P256).isSigned;
    const other = { ...root, spki: otherKey.spki, extensions: AUTHORITY };
    const otherPin = openPin(issue(other, SHA256_ECDSA, (tbs) => signedBy(otherKey, tbs)));
    await expect(certifiedBy(otherPin, bytes, P256).isSigned).rejects.toThrow('chain-broken');
  });

  it('is let go after a few others', async () => {
    const bytes = certificate('First', rootKey);
    const first = certifiedBy(pin, bytes, P256);
    await first.isSigned;
    for (let i = 0; i < 4; i++)
      await certifiedBy(pin, certificate(`Other ${String(i)}`, rootKey), P256).isSigned;
    expect(certifiedBy(pin, bytes, P256)).not.toBe(first);
  });
});
