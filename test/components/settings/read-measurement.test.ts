import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  readCertificateFile,
  readCertificateText,
  readMeasurement,
} from '../../../components/settings/read-measurement.ts';

const pcr0 = '0a'.repeat(48);
const pcr1 = '1b'.repeat(48);
const pcr2 = '2c'.repeat(48);
const expected = { pcr0, pcr1, pcr2 };

describe('readMeasurement', () => {
  it.each([
    ['lines', `PCR0: ${pcr0}\nPCR1: ${pcr1}\nPCR2: ${pcr2}`],
    ['lines in another order and case', `pcr2=${pcr2}\nPCR0 = ${pcr0.toUpperCase()}\npcr1 ${pcr1}`],
    ['JSON', JSON.stringify({ Measurements: { PCR0: pcr0, PCR1: pcr1, PCR2: pcr2 } }, null, 2)],
    ['bare values', `${pcr0}\n${pcr1} ${pcr2}`],
  ])('reads %s', (_name, text) => {
    expect(readMeasurement(text)).toEqual(expected);
  });

  it.each([
    ['nothing', ''],
    ['two of three', `PCR0: ${pcr0}\nPCR1: ${pcr1}`],
    ['four bare values', `${pcr0} ${pcr1} ${pcr2} ${pcr2}`],
    ['one digit too few', `PCR0: ${pcr0.slice(1)}\nPCR1: ${pcr1}\nPCR2: ${pcr2}`],
    ['one digit too many', `PCR0: ${pcr0}a\nPCR1: ${pcr1}\nPCR2: ${pcr2}`],
    ['a debug enclave', `PCR0: ${'0'.repeat(96)}\nPCR1: ${pcr1}\nPCR2: ${pcr2}`],
  ])('refuses %s', (_name, text) => {
    expect(readMeasurement(text)).toBeUndefined();
  });
});

describe('certificates', () => {
  const der = Uint8Array.of(0x30, 3, 2, 1, 5);
  const base64 = 'MAMCAQU=';

  it('are read as PEM, base64 and DER', () => {
    const pem = `-----BEGIN CERTIFICATE-----\nMAMC\nAQU=\n-----END CERTIFICATE-----\n`;
    expect(readCertificateText(pem)).toBe(base64);
    expect(readCertificateText(` ${base64}\n`)).toBe(base64);
    expect(readCertificateFile(der)).toBe(base64);
    expect(readCertificateFile(new TextEncoder().encode(pem))).toBe(base64);
  });

  it.each(['', 'no', '====', 'AAAA', '<script>'])('are not made of %j', (text) => {
    expect(readCertificateText(text)).toBeUndefined();
  });

  it('have the fingerprint that others compute', async () => {
    expect(await fingerprint(base64)).toBe(createHash('sha256').update(der).digest('hex'));
  });
});
