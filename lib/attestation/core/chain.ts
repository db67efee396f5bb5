/**
 * Checks a certificate chain in the order it was given, from a pinned anchor down to the key that signed the
 * evidence (RFC 5280 section 6.1, without search). There is no path building on purpose: sorting, skipping and
 * searching are how general builders come to accept chains that nobody made.
 * Must never take the anchor from the evidence, nor know what the leaf signs.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';
import { ecdsaFromDer, importEcKey, pointOf, verifyEcdsa, type Curve } from './ecdsa.ts';
import {
  BASIC_CONSTRAINTS,
  basicConstraints,
  CERTIFICATE_SIGN,
  DIGITAL_SIGNATURE,
  KEY_USAGE,
  keyUsage,
  type Certificate,
} from './x509.ts';

/**
 * Refuses a root that is not pinned, byte for byte or by the SHA-256 of its bytes (no certificate has 32). Its name can
 * be copied by anyone, so it counts for nothing.
 * @returns The digest, in hex.
 */
export async function findAnchor(root: Bytes, trustAnchors: readonly Bytes[]): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', root));
  if (!trustAnchors.some((pin) => equal(pin, pin.length === 32 ? digest : root))) {
    refuse('root-unknown');
  }
  return toHex(digest);
}

/** Everything about a chain (root first, leaf last) that its bytes show without a signature being checked. */
export function checkLinks(chain: readonly Certificate[], curve: Curve): void {
  chain.forEach((certificate, index) => {
    const isLeaf = index === chain.length - 1;
    const issuer = chain[index - 1] ?? certificate;
    if (!equal(certificate.issuer, issuer.subject)) fail('chain-broken', index, 'issuer');
    if (certificate.signatureAlgorithmHex !== curve.signatureAlgorithm) {
      fail('certificate-invalid', index, 'algorithm');
    }
    pointOf(certificate.publicKey, curve);
    checkExtensions(certificate, index);
    if (isLeaf) checkLeaf(certificate, index);
    else checkAuthority(certificate, index, chain.length - index - 2);
  });
}

/** An unknown critical extension is a condition that nobody here has read (section 4.2). */
export function checkExtensions(certificate: Certificate, index: number): void {
  for (const [id, { isCritical }] of certificate.extensions) {
    if (isCritical && id !== BASIC_CONSTRAINTS && id !== KEY_USAGE) {
      fail('certificate-invalid', index, `critical ${id}`);
    }
  }
}

/** @param authoritiesBelow How many further authorities stand between this one and the leaf. */
export function checkAuthority(
  certificate: Certificate,
  index: number,
  authoritiesBelow: number,
): void {
  const { isAuthority, isCritical, pathLength } = basicConstraints(certificate);
  const maySign = keyUsage(certificate) & CERTIFICATE_SIGN;
  if (!isAuthority || !isCritical || maySign === 0) fail('chain-broken', index, 'authority');
  if (pathLength !== undefined && pathLength < authoritiesBelow) {
    fail('chain-broken', index, 'path length');
  }
}

function checkLeaf(certificate: Certificate, index: number): void {
  const { isAuthority, pathLength } = basicConstraints(certificate);
  const usage = keyUsage(certificate) & (DIGITAL_SIGNATURE | CERTIFICATE_SIGN);
  if (isAuthority || pathLength !== undefined || usage !== DIGITAL_SIGNATURE)
    fail('chain-broken', index, 'leaf');
}

function fail(code: 'chain-broken' | 'certificate-invalid', index: number, detail: string): never {
  refuse(code, `certificate ${index}: ${detail}`);
}

/** The key of each certificate, all imports under way at once. */
export function importKeys(chain: readonly Certificate[], curve: Curve): Promise<CryptoKey>[] {
  const keys = chain.map((certificate) => importEcKey(certificate.publicKey, curve));
  // Whoever awaits a key sees its failure; one that nobody came to await must not end the program.
  for (const key of keys) key.catch(() => undefined);
  return keys;
}

/** Verifies each certificate by the key of the one before it, all at once: the anchor's own is pinned, not verified. */
export async function verifyLinks(
  chain: readonly Certificate[],
  keys: readonly Promise<CryptoKey>[],
  curve: Curve,
): Promise<void> {
  const links = chain.slice(1).map(async ({ signature, signed }, index) => {
    const issuerKey = await (keys[index] ?? refuse('chain-broken'));
    return verifyEcdsa(issuerKey, curve, ecdsaFromDer(signature, curve), signed);
  });
  const broken = (await Promise.all(links)).indexOf(false);
  if (broken >= 0) {
    refuse('chain-broken', `certificate ${broken + 1}: signature`);
  }
}

/** RFC 5280 bounds are inclusive, in whole seconds. */
export function checkValidity(chain: readonly Certificate[], atMs: number): void {
  const atSecondMs = Math.floor(atMs / 1000) * 1000;
  for (const { notBeforeMs, notAfterMs } of chain) {
    if (atSecondMs < notBeforeMs) {
      refuse('certificate-not-yet-valid', `from ${iso(notBeforeMs)}`);
    }
    if (!(atSecondMs <= notAfterMs)) {
      refuse('certificate-expired', `until ${iso(notAfterMs)}`);
    }
  }
}

export function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
