import { describe, expect, it } from 'vitest';
import {
  encodeEvidence,
  EVIDENCE_MAX_BYTES,
  isEnvelope,
  parseEvidence,
  reportDataOf,
} from '../../lib/binding/index.ts';
import { concat, toHex } from '../../lib/bytes/index.ts';
import { writeCbor, type CborInput } from '../../lib/cbor/index.ts';

const report = new Uint8Array(1184).fill(3);
const aux = new Uint8Array(40).fill(4);
const none = new Uint8Array(0);
const FORMAT = 'sotto evidence v1';
const whole = encodeEvidence({ kind: 'amd-sev-snp', report, aux });

describe('evidence of another kind than Nitro', () => {
  it('names its kind, and comes out as it went in', () => {
    expect(isEnvelope(whole)).toBe(true);
    expect(parseEvidence(whole)).toEqual({ kind: 'amd-sev-snp', report, aux });
  });

  it('is told from a Nitro document by its first byte', () => {
    expect(isEnvelope(Uint8Array.of(0x84, 0x44))).toBe(false);
    expect(isEnvelope(Uint8Array.of(0xd2, 0x84))).toBe(false);
    expect(isEnvelope(none)).toBe(false);
  });

  it.each<[string, CborInput]>([
    ['another format', ['sotto evidence v2', 'amd-sev-snp', report, aux, none]],
    ['a kind that there is not', [FORMAT, 'aws-nitro', report, aux, none]],
    ['no report', [FORMAT, 'amd-sev-snp', 'report', aux, none]],
    ['something where nothing stands', [FORMAT, 'amd-sev-snp', report, aux, aux]],
    ['too few parts', [FORMAT, 'amd-sev-snp', report, aux]],
    ['no list', new Map([[1, FORMAT]])],
  ])('is refused with %s', (_, value) => {
    expect(() => parseEvidence(writeCbor(value))).toThrow('envelope-invalid');
  });

  it('is refused in another spelling, with more behind it, and cut at every place', () => {
    // The report's length in four bytes instead of two.
    const at = whole.indexOf(0x59);
    const long = concat(whole.subarray(0, at), Uint8Array.of(0x5a, 0, 0), whole.subarray(at + 1));
    expect(() => parseEvidence(long)).toThrow('envelope-invalid');
    expect(() => parseEvidence(concat(whole, Uint8Array.of(0)))).toThrow('envelope-invalid');
    for (let length = 0; length < whole.length; length += 37) {
      expect(() => parseEvidence(whole.slice(0, length))).toThrow('envelope-invalid');
    }
    expect(() => parseEvidence(new Uint8Array(EVIDENCE_MAX_BYTES + 1))).toThrow('envelope-invalid');
  });

  it('binds transcript and nonce in 64 bytes', async () => {
    const hash = new Uint8Array(32).fill(1);
    const nonce = new Uint8Array(20).fill(2);
    const data = await reportDataOf(hash, nonce);
    expect(data).toHaveLength(64);
    const digest = await crypto.subtle.digest(
      'SHA-512',
      concat(new TextEncoder().encode('sotto report v1\0'), hash, nonce),
    );
    expect(toHex(data)).toBe(toHex(new Uint8Array(digest)));
    expect(toHex(await reportDataOf(nonce, hash))).not.toBe(toHex(data));
  });
});
