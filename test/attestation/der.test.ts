/** The DER reader takes one spelling of each value. Internal to lib/attestation, so it is entered by its own path here. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromHex, toHex } from '../../lib/bytes/index.ts';
import {
  booleanOf,
  elements,
  INTEGER,
  numberOf,
  OCTET_STRING,
  readDer,
  timeOf,
  type Der,
} from '../../lib/attestation/core/der.ts';
import { ecdsaFromDer, P256 } from '../../lib/attestation/core/ecdsa.ts';
import { parseCertificate } from '../../lib/attestation/core/x509.ts';
import { AttestationError, AWS_NITRO_ROOT } from '../../lib/attestation/index.ts';

const invalid: unknown = expect.objectContaining({ code: 'certificate-invalid' });

function only(hex: string): Der {
  const [element, ...rest] = elements(fromHex(hex));
  if (element === undefined || rest.length > 0) throw new Error('not one element');
  return element;
}

describe('readDer', () => {
  it.each([
    ['nothing', ''],
    ['a tag alone', '04'],
    ['contents cut off', '0402aa'],
    ['trailing bytes', '0401aa00'],
    ['another tag', '0501aa'],
    ['an indefinite length', '0480aa0000'],
    ['a long form for a short length', '048101aa'],
    ['a length with a leading zero', `04820080${'aa'.repeat(128)}`],
    ['four length bytes', '0484000000ff'],
    ['a length beyond the input', '0483ffffff'],
    ['a high tag number', '1f0401aa'],
  ])('refuses %s', (_name, hex) => {
    expect(() => readDer(fromHex(hex), OCTET_STRING)).toThrowError(invalid);
  });

  it('reads each length form where it is the shortest', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65535, 65536]) {
      const bytes = new Uint8Array(length).fill(0xaa);
      const head =
        length < 128
          ? [length]
          : length < 256
            ? [0x81, length]
            : length < 65536
              ? [0x82, length >> 8, length]
              : [0x83, length >> 16, length >> 8, length];
      expect(readDer(Uint8Array.from([4, ...head, ...bytes]), OCTET_STRING)).toHaveLength(length);
    }
  });
});

describe('values', () => {
  it.each([
    ['020100', 0],
    ['02017f', 127],
    ['02020080', 128],
    ['0203010000', 65536],
  ])('reads integer %s', (hex, value) => {
    expect(numberOf(only(hex))).toBe(value);
  });
  it.each(['0200', '020180', '02020001', '02020000', '02050100000000'])(
    'refuses integer %s',
    (hex) => {
      expect(() => numberOf(only(hex), INTEGER)).toThrowError(invalid);
    },
  );
  it('reads two booleans and no third', () => {
    expect([booleanOf(only('010100')), booleanOf(only('0101ff'))]).toEqual([false, true]);
    for (const hex of ['010101', '0100', '0102ffff']) {
      expect(() => booleanOf(only(hex))).toThrowError(invalid);
    }
  });

  const time = (tag: string, text: string): Der =>
    only(`${tag}${text.length.toString(16).padStart(2, '0')}${Buffer.from(text).toString('hex')}`);
  it.each([
    ['17', '491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['17', '500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['18', '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    ['18', '99991231235959Z', '9999-12-31T23:59:59.000Z'],
    ['17', '240229000000Z', '2024-02-29T00:00:00.000Z'],
  ])('reads time %s %s', (tag, text, iso) => {
    expect(new Date(timeOf(time(tag, text))).toISOString()).toBe(iso);
  });
  it.each([
    ['17', '230229000000Z'],
    ['17', '2301010000Z'],
    ['17', '230101000000+0000'],
    ['18', '20230101000000.5Z'],
    ['18', '230101000000Z'],
    ['18', '20231301000000Z'],
    ['18', '20230101240000Z'],
    ['04', '230101000000Z'],
  ])('refuses time %s %s', (tag, text) => {
    expect(() => timeOf(time(tag, text))).toThrowError(invalid);
  });

  it('turns DER signatures into fixed ones, and refuses other spellings', () => {
    const fixed = ecdsaFromDer(fromHex('3006020101020200ff'.replace('3006', '3007')), P256);
    expect(toHex(fixed)).toBe(`${'00'.repeat(31)}01${'00'.repeat(31)}ff`);
    for (const hex of [
      '3006020101020101' + '00',
      '3003020101',
      '3009020101020101020101',
      '30070202000102' + '0101',
      `3026022100${'ff'.repeat(33)}020101`,
    ]) {
      expect(() => ecdsaFromDer(fromHex(hex), P256)).toThrowError(invalid);
    }
  });
});

describe('parseCertificate', () => {
  it('reads the pinned root', () => {
    const root = parseCertificate(AWS_NITRO_ROOT);
    expect(new Date(root.notAfterMs).toISOString()).toBe('2049-10-28T14:28:05.000Z');
    expect(root.serialHex).toBe('f93175681b90afe11d46ccb4e4e7f856');
    expect(root.issuer).toEqual(root.subject);
  });

  it('throws nothing but a coded refusal on any change', () => {
    fc.assert(
      fc.property(fc.nat(AWS_NITRO_ROOT.length - 1), fc.nat(255), (at, value) => {
        const changed = AWS_NITRO_ROOT.slice();
        changed[at] = value;
        try {
          parseCertificate(changed);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AttestationError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
