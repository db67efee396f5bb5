/**
 * The rule for development roots: no hardware stands behind them, so they count only while every address of
 * the picked network is this very machine. Must never let such a root travel along when an address changes.
 */
import { BytesError, fromBase64, type Bytes } from '../bytes/index.ts';
import { SettingsError } from './errors.ts';
import { isLoopbackRelay } from './relay-url.ts';

/** Throws SettingsError unless there are none, or each is canonical base64 and every address is on loopback. */
export function checkDevelopmentRoots(roots: readonly string[], urls: readonly string[]): void {
  developmentRootBytes(roots);
  const isHere = urls.length > 0 && urls.every(isLoopbackRelay);
  if (roots.length > 0 && !isHere) {
    throw new SettingsError('development-root-needs-loopback');
  }
}

/** The DER bytes of each root. What is inside is for the attestation module to judge. */
export function developmentRootBytes(roots: readonly string[]): Bytes[] {
  try {
    return roots.map(fromBase64);
  } catch (cause) {
    if (cause instanceof BytesError) {
      throw new SettingsError('development-root-invalid', undefined, { cause });
    }
    throw cause;
  }
}
