/** Policy made from its three sources, and how long a verdict may be relied on. */
import { describe, expect, it } from 'vitest';
import {
  allowListFor,
  registersOf,
  isVerdictCurrent,
  openReleaseList,
  PINNED_RELEASES,
  pinnedFor,
  sealReleaseList,
  type ReleaseList,
} from '../../lib/attestation/index.ts';
import { fromBase64, toBase64, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';

const image = (digit: string) => ({
  pcr0: digit.repeat(96),
  pcr1: '2'.repeat(96),
  pcr2: '3'.repeat(96),
});
const A = image('a');
const B = image('b');

describe('allowListFor', () => {
  it('allows nothing from nothing', () => {
    expect(allowListFor('g', { pinned: [], listed: [], consents: [] })).toEqual([]);
  });

  it('names one image once, by its strongest source, and keeps consents to their gateway', () => {
    const consents = [
      { gateway: 'g', measurement: A, consentedAtMs: 1 },
      { gateway: 'g', measurement: B, consentedAtMs: 2 },
      { gateway: 'other', measurement: image('c'), consentedAtMs: 3 },
    ];
    const list = allowListFor('g', { pinned: [{ ...A, release: 'v1' }], listed: [], consents });
    expect(list.map((one) => [registersOf(one)[0]?.hex[0], one.source])).toEqual([
      ['a', 'pinned'],
      ['b', 'consented'],
    ]);
  });
});

describe('releases pinned in the build', () => {
  it('count for their own gateway alone, and hold no image of zeros', () => {
    const release = { gateway: 'g.example', release: 'v1', ...A, image: '', source: '' };
    expect(pinnedFor('g.example', [release])).toEqual([{ release: 'v1', ...A }]);
    expect(pinnedFor('other.example', [release])).toEqual([]);
    expect(pinnedFor('', [release])).toEqual([]);
    const wrong = PINNED_RELEASES.filter(({ pcr0 }) => !/^(?!0+$)[0-9a-f]{96}$/.test(pcr0));
    expect(wrong).toEqual([]);
  });
});

describe('isVerdictCurrent', () => {
  const keyBytes = Uint8Array.of(1, 2, 3);
  const cached = { verifiedAtMs: 1_000_000, validUntilMs: 2_000_000, keyBytes };
  it.each([
    [1_000_000, keyBytes, true],
    [1_599_999, keyBytes, true],
    [1_600_000, keyBytes, false],
    [999_999, keyBytes, false],
    [1_000_001, Uint8Array.of(1, 2, 4), false],
    [1_000_001, Uint8Array.of(1, 2), false],
    [Number.NaN, keyBytes, false],
  ])('at %d', (now, bytes, expected) => {
    expect(isVerdictCurrent(cached, { now, keyBytes: bytes })).toBe(expected);
  });
  it('never outlives its certificates', () => {
    expect(isVerdictCurrent(cached, { now: 2_000_001, keyBytes, maxAgeMs: 9e9 })).toBe(false);
  });
});

describe('signed release list', async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('publicKey' in pair)) throw new Error('no key pair');
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sign = async (bytes: Bytes): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes));
  const list: ReleaseList = {
    version: 1,
    serial: 7,
    gateway: 'gateway.example',
    issuedMs: Date.parse('2026-11-01T00:00:00Z'),
    expiresMs: Date.parse('2026-12-01T00:00:00Z'),
    releases: [{ release: 'v1', ...A }],
  };
  const text = await sealReleaseList(list, sign);
  const options = { publicKey, now: Date.parse('2026-11-21T00:00:00Z'), minimumSerial: 7 };

  async function codeFor(changed: string, more: Partial<typeof options> = {}): Promise<unknown> {
    return openReleaseList(changed, { ...options, ...more }).then(
      () => 'accepted',
      (thrown: unknown) => codeOf(thrown),
    );
  }

  it('comes back as it went in', async () => {
    expect(await openReleaseList(text, options)).toEqual(list);
  });

  it('is refused out of its time, rolled back, or under another key', async () => {
    expect(await codeFor(text, { now: list.expiresMs + 1 })).toBe('release-list-expired');
    expect(await codeFor(text, { now: list.issuedMs - 1 })).toBe('release-list-expired');
    expect(await codeFor(text, { now: Number.NaN })).toBe('release-list-expired');
    expect(await codeFor(text, { minimumSerial: 8 })).toBe('release-list-rolled-back');
    const other = publicKey.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    expect(await codeFor(text, { publicKey: other })).toBe('release-list-signature-invalid');
    expect(await codeFor(text, { publicKey: new Uint8Array(31) })).toBe(
      'release-list-signature-invalid',
    );
  });

  it('is not a list by the same key over something else', async () => {
    const envelope: unknown = JSON.parse(text);
    const payload = fromBase64(String(Reflect.get(Object(envelope), 'list')));
    const bare = JSON.stringify({
      list: toBase64(payload),
      signature: toBase64(await sign(payload)),
    });
    expect(await codeFor(bare)).toBe('release-list-signature-invalid');
  });

  it.each([
    ['not JSON', 'x'],
    ['no object', '[]'],
    ['a field too many', JSON.stringify({ list: '', signature: '', extra: 1 })],
    ['sloppy base64', JSON.stringify({ list: 'e30', signature: '' })],
    ['too large', `"${'x'.repeat(300_000)}"`],
  ])('is refused as %s', async (_name, changed) => {
    expect(await codeFor(changed)).toBe('release-list-invalid');
  });

  it.each([
    ['another version', { version: 2 }],
    ['an unknown field', { note: 'x' }],
    ['a debug image', { releases: [{ release: 'v', ...image('0'), pcr0: '0'.repeat(96) }] }],
    ['a short register', { releases: [{ release: 'v', ...A, pcr0: 'ab' }] }],
    ['upper case', { releases: [{ release: 'v', ...A, pcr0: 'A'.repeat(96) }] }],
    ['a fraction', { serial: 1.5 }],
    ['an end before its start', { expires: '2026-10-01T00:00:00Z' }],
  ])('signed, it is still refused with %s', async (_name, change) => {
    const fields = {
      version: 1,
      serial: 7,
      gateway: 'gateway.example',
      issued: '2026-11-01T00:00:00Z',
      expires: '2026-12-01T00:00:00Z',
      releases: [{ release: 'v1', ...A }],
    };
    const payload = utf8(JSON.stringify({ ...fields, ...change }));
    const label = utf8('sotto release list v1\0');
    const signature = await sign(new Uint8Array([...label, ...payload]));
    const changed = JSON.stringify({ list: toBase64(payload), signature: toBase64(signature) });
    expect(await codeFor(changed)).toBe('release-list-invalid');
  });
});
