/** Nitro policy on a document of good form and signature: each rule refuses by its own code, in its own step. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { concat, fromHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  AWS_NITRO_ROOT,
  AWS_NITRO_ROOT_SHA256,
  parseNitridingUserData,
  verifyNitro,
  type NitroBinding,
  type NitroOptions,
  type NitroPolicy,
} from '../../lib/attestation/index.ts';
import { sha256Hex } from '../../scripts/conformance/attestation-world.ts';
import { MADE_AT_MS, MEASUREMENT, NOW_MS, optionsWith, synthetic } from './document.ts';

const good = synthetic('ok-indefinite-map.cose');
const signed = await verifyNitro(good, optionsWith());
if (!signed.ok) throw new Error(signed.detail);
const { nonce } = signed;

async function refusal(changes: Partial<NitroOptions>, evidence: Bytes = good): Promise<string> {
  const verdict = await verifyNitro(evidence, optionsWith(changes));
  return verdict.ok ? 'accepted' : `${verdict.step}: ${verdict.code}`;
}

function policy(changes: Partial<NitroPolicy>): Partial<NitroOptions> {
  return { policy: { measurements: [MEASUREMENT], ...changes } };
}

describe('verifyNitro', () => {
  it('gives a complete success with every step in order', () => {
    expect(signed.measurement).toEqual(MEASUREMENT);
    expect(signed.release).toBe('v1');
    expect(signed.documentTimeMs).toBe(MADE_AT_MS);
    expect(signed.chain.map(({ bytes }) => bytes.length > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(signed.validUntilMs).toBeGreaterThan(NOW_MS);
    const asked = signed.steps.filter(({ detail }) => detail !== 'not asked for');
    expect(asked.map(({ verdict }) => verdict)).toEqual(asked.map(() => 'pass'));
    expect(signed.steps.map(({ name }) => name)).toEqual([
      ...['size', 'envelope', 'document', 'root', 'certificates', 'chain', 'signature'],
      ...['valid-when-made', 'valid-now', 'debug', 'measurement', 'registers', 'nonce', 'age'],
      'binding',
    ]);
  });

  it('tells a development root from the vendor root', async () => {
    expect(signed.isDevelopmentRoot).toBe(true);
    expect(signed.anchorSha256).toBe(await sha256Hex(synthetic('root-dev.der')));
    expect(await sha256Hex(AWS_NITRO_ROOT)).toBe(AWS_NITRO_ROOT_SHA256);
  });

  it('trusts nothing without an anchor, and no other root', async () => {
    expect(await refusal({ trustAnchors: [] })).toBe('root: root-unknown');
    expect(await refusal({ trustAnchors: [AWS_NITRO_ROOT] })).toBe('root: root-unknown');
  });

  it('allows nothing by an empty list, and registers only as a triple', async () => {
    expect(await refusal(policy({ measurements: [] }))).toBe('measurement: measurement-unknown');
    const other = 'ab'.repeat(48);
    const measurements = [
      { ...MEASUREMENT, pcr0: other },
      { ...MEASUREMENT, pcr1: other },
      { ...MEASUREMENT, pcr2: other },
    ];
    expect(await refusal(policy({ measurements }))).toBe('measurement: measurement-unknown');
    const upper = { ...MEASUREMENT, pcr0: MEASUREMENT.pcr0.toUpperCase() };
    expect(await refusal(policy({ measurements: [upper] }))).toBe('accepted');
  });

  it('never takes an absent register for an equal one', async () => {
    const requiredPcrs = (index: number, hex: string): Partial<NitroOptions> =>
      policy({ requiredPcrs: new Map([[index, hex]]) });
    expect(await refusal(requiredPcrs(31, '00'.repeat(48)))).toBe('registers: register-mismatch');
    expect(await refusal(requiredPcrs(31, ''))).toBe('registers: register-mismatch');
    expect(await refusal(requiredPcrs(5, '00'.repeat(48)))).toBe('accepted');
  });

  it('refuses debug enclaves, also when their zero image is allowed', async () => {
    const debug = synthetic('debug-zero-pcrs.cose');
    const zero = '00'.repeat(48);
    const measurements = [{ pcr0: zero, pcr1: zero, pcr2: zero }];
    expect(await refusal(policy({ measurements }), debug)).toBe('debug: debug-enclave');
    expect(await refusal(policy({ measurements, allowDebug: true }), debug)).toBe('accepted');
  });

  it('keeps steps, evidence and what was signed when policy refuses', async () => {
    const verdict = await verifyNitro(good, optionsWith(policy({ measurements: [] })));
    expect(verdict.ok).toBe(false);
    if (verdict.ok) return;
    expect(verdict.evidence).toBe(good);
    expect(verdict.signed?.measurement).toEqual(MEASUREMENT);
    const failed = verdict.steps.filter((step) => step.verdict === 'fail');
    expect(failed.map(({ name }) => name)).toEqual(['measurement']);
  });

  it('reaches nothing after a step that others stand on', async () => {
    const verdict = await verifyNitro(synthetic('sig-zero.cose'), optionsWith());
    if (verdict.ok) throw new Error('accepted');
    expect(verdict.signed).toBeNull();
    const after = verdict.steps.slice(
      verdict.steps.findIndex(({ name }) => name === 'signature') + 1,
    );
    expect(after.every((step) => step.verdict === 'not-reached')).toBe(true);
  });
});

describe('freshness', () => {
  const minute = 60_000;
  it.each([
    ['at the limit', MADE_AT_MS + 5 * minute, 'accepted'],
    ['too old', MADE_AT_MS + 5 * minute + 1, 'age: evidence-too-old'],
    ['a clock that is no number', Number.NaN, 'valid-now: certificate-expired'],
  ])('%s', async (_name, now, expected) => {
    expect(await refusal({ now })).toBe(expected);
  });

  it('bounds how far ahead the document may be', async () => {
    const ahead = policy({ maxFutureMs: 100 });
    expect(await refusal({ ...ahead, now: MADE_AT_MS - 100 })).toBe('accepted');
    expect(await refusal({ ...ahead, now: MADE_AT_MS - 101 })).toBe('age: evidence-from-future');
  });

  it('says that the clock is wrong when an answer to an own nonce looks old or new', async () => {
    const day = 24 * 60 * minute;
    expect(await refusal({ nonce, now: MADE_AT_MS + day })).toBe('valid-now: clock-wrong');
    expect(await refusal({ nonce, now: MADE_AT_MS - day })).toBe('valid-now: clock-wrong');
    expect(await refusal({ nonce, now: MADE_AT_MS + 6 * minute })).toBe('age: clock-wrong');
    expect(await refusal({ now: MADE_AT_MS + day })).toBe('valid-now: certificate-expired');
    expect(await refusal({ now: MADE_AT_MS - day })).toBe('valid-now: certificate-not-yet-valid');
    const other = new Uint8Array(20).fill(7);
    expect(await refusal({ nonce: other, now: MADE_AT_MS + day })).toBe(
      'valid-now: certificate-expired',
    );
  });

  it('wants the nonce whole and exact', async () => {
    if (nonce === null) throw new Error('the vector has a nonce');
    expect(await refusal({ nonce })).toBe('accepted');
    expect(await refusal({ nonce: nonce.subarray(1) })).toBe('nonce: nonce-mismatch');
    expect(await refusal({ nonce: concat(nonce, Uint8Array.of(0)) })).toBe('nonce: nonce-mismatch');
    expect(await refusal({ nonce: new Uint8Array(0) })).toBe('nonce: nonce-mismatch');
  });

  it('takes no missing nonce for an answer', async () => {
    const bare = synthetic('ok-optional-absent.cose');
    const verdict = await verifyNitro(bare, optionsWith({ nonce: new Uint8Array(20) }));
    const failed = verdict.steps.filter((step) => step.verdict === 'fail').map(({ name }) => name);
    expect(failed).toContain('nonce');
  });
});

describe('binding', () => {
  it('compares the whole bound field', async () => {
    const full = synthetic('ok-max-sizes.cose');
    const verdict = await verifyNitro(full, optionsWith());
    if (!verdict.ok) throw new Error(verdict.detail);
    const { userData, publicKey } = verdict;
    if (userData === null || publicKey === null) throw new Error('the vector has both');
    const bound = async (expectedBinding: NitroBinding): Promise<string> =>
      refusal({ expectedBinding }, full);
    expect(await bound({ kind: 'user-data', userData })).toBe('accepted');
    expect(await bound({ kind: 'user-data', userData: userData.subarray(1) })).toBe(
      'binding: binding-mismatch',
    );
    expect(await bound({ kind: 'public-key', publicKey })).toBe('accepted');
    expect(await bound({ kind: 'public-key', publicKey: userData })).toBe(
      'binding: binding-mismatch',
    );
    expect(await bound({ kind: 'nitriding-user-data', appKeyHash: new Uint8Array(32) })).toBe(
      'binding: binding-mismatch',
    );
  });

  it('reads the nitriding layout strictly', () => {
    const hash = 'cd'.repeat(32);
    const layout = (tls: string, app: string): Bytes => fromHex(`1220${tls}1220${app}`);
    expect(parseNitridingUserData(layout('ab'.repeat(32), hash)).appKeyHash).toEqual(fromHex(hash));
    const wrong = [
      null,
      new Uint8Array(0),
      layout('ab'.repeat(32), '00'.repeat(32)),
      layout('ab'.repeat(31), hash),
      layout('ab'.repeat(33), hash),
      fromHex(`1320${'ab'.repeat(32)}1220${hash}`),
      fromHex(`1220${'ab'.repeat(32)}1221${hash}`),
    ];
    for (const bytes of wrong) {
      expect(() => parseNitridingUserData(bytes)).toThrowError(
        expect.objectContaining({ code: 'binding-mismatch' }),
      );
    }
  });
});

describe('hostile input', () => {
  it('refuses by size before reading', async () => {
    expect(await refusal({}, new Uint8Array(20 * 1024 + 1))).toBe('size: evidence-too-large');
  });

  it('accepts no document with a byte changed, cut off or added', async () => {
    const changed = fc.oneof(
      fc
        .tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
        .map(([at, mask]) => good.map((byte, index) => (index === at ? byte ^ mask : byte))),
      fc.nat(good.length - 1).map((length) => good.slice(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 8 }).map((tail) => concat(good, tail)),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (evidence) => {
        const verdict = await verifyNitro(new Uint8Array(evidence), optionsWith());
        expect(verdict.ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('answers random bytes with a code, never with a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const verdict = await verifyNitro(new Uint8Array(bytes), optionsWith());
        expect(verdict.ok ? '' : verdict.code).toMatch(/^[a-z-]+$/);
      }),
    );
  });
});
