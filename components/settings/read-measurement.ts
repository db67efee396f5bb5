/**
 * Reads what a person pastes into the trust form: three measurements in any of the ways in which people pass them
 * on, and a certificate as PEM, base64 or DER. Gives nothing when it is not exactly that; the form then says so.
 */
import type { MeasurementView } from '../../lib/ask/index.ts';

const NAMED = (pcr: string) =>
  new RegExp(`${pcr}["']?\\s*[:=]?\\s*["']?([0-9a-f]{96})(?![0-9a-f])`, 'i');

/** "PCR0: …" lines, the JSON of a build, or three bare values in order. All zeros is a debug enclave: refused. */
export function readMeasurement(text: string): MeasurementView | undefined {
  const named = ['pcr0', 'pcr1', 'pcr2'].map((pcr) => NAMED(pcr).exec(text)?.[1]);
  const bare = /pcr/i.test(text) ? [] : (text.match(/\b[0-9a-f]{96}\b/gi) ?? []);
  const [pcr0, pcr1, pcr2] = named.some(Boolean) ? named : bare.length === 3 ? bare : [];
  if (!pcr0 || !pcr1 || !pcr2 || /^0+$/.test(pcr0)) return undefined;
  return { pcr0: pcr0.toLowerCase(), pcr1: pcr1.toLowerCase(), pcr2: pcr2.toLowerCase() };
}

/** Canonical base64 of a DER certificate out of PEM or bare base64. */
export function readCertificateText(text: string): string | undefined {
  const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(text);
  return canonicalDer((pem?.[1] ?? text).replace(/\s+/g, ''));
}

/** The same out of a file, which may hold either form. */
export function readCertificateFile(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0x30)
    return canonicalDer(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
  return readCertificateText(new TextDecoder().decode(bytes));
}

/** Whether it is a good certificate is for the verifier; here it must be one DER SEQUENCE in canonical base64. */
function canonicalDer(base64: string): string | undefined {
  if (!base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    const der = atob(base64);
    return der.charCodeAt(0) === 0x30 ? btoa(der) : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 of base64 bytes as hex: what a person can compare with what the operator's terminal printed. */
export async function fingerprint(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
