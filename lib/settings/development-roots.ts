/**
 * The rule for development roots: no hardware stands behind them, so they count only while the relay is this very
 * machine. Must never let such a root travel along when the relay's address changes.
 */
import { BytesError, fromBase64, type Bytes } from '../bytes/index.ts';
import { SettingsError } from './errors.ts';
import { isLoopbackRelay } from './relay-url.ts';

/** Throws SettingsError unless there are none, or each is canonical base64 and the relay is on loopback. */
export function checkDevelopmentRoots(roots: readonly string[], relayUrl: string): void {
  developmentRootBytes(roots);
  if (roots.length > 0 && !isLoopbackRelay(relayUrl)) {
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
