/**
 * The judgements on a Nitro document whose chain and signature already hold: is it production, is it allowed, is it
 * fresh, is it bound to what the caller is going to use.
 * Must never treat an absent value as equal to an expected one, nor an empty list as "any".
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { checkValidity, iso } from '../core/chain.ts';
import type { Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { NitroDocument } from './document.ts';
import { parseNitridingUserData } from './nitriding.ts';

/** PCR0 to PCR2 together name one image. They are allowed as a triple, never one by one. Lower-case hex. */
export interface NitroMeasurement {
  readonly pcr0: string;
  readonly pcr1: string;
  readonly pcr2: string;
}

export interface AllowedMeasurement extends NitroMeasurement {
  readonly release?: string;
}

export interface NitroPolicy {
  /** Empty allows nothing. */
  readonly measurements: readonly AllowedMeasurement[];
  /** Registers that must hold a value besides the triple (PCR3, PCR8 …), by index, in hex. */
  readonly requiredPcrs?: ReadonlyMap<number, string>;
  /** Default 5 minutes. */
  readonly maxAgeMs?: number;
  /** Default 1 minute. */
  readonly maxFutureMs?: number;
  /** For auditors of development enclaves; no build of the product sets it. */
  readonly allowDebug?: boolean;
}

/** What the caller is about to use, and where the document must name it. */
export type NitroBinding =
  | { readonly kind: 'nitriding-user-data'; readonly appKeyHash: Bytes }
  | { readonly kind: 'user-data'; readonly userData: Bytes }
  | { readonly kind: 'public-key'; readonly publicKey: Bytes };

export interface NitroOptions {
  /** Milliseconds since 1970: the present for a live check, the recorded time for an audit. */
  readonly now: number;
  /** DER, whole certificates. */
  readonly trustAnchors: readonly Bytes[];
  readonly policy: NitroPolicy;
  /** The one the document was asked for with; null when it answers no question of the caller's. */
  readonly nonce: Bytes | null;
  readonly expectedBinding: NitroBinding | null;
}

const MAX_AGE_MS = 5 * 60_000;
const MAX_FUTURE_MS = 60_000;

const PARTS = ['pcr0', 'pcr1', 'pcr2'] as const;

export function measurementOf(document: NitroDocument): NitroMeasurement {
  return {
    pcr0: registerHex(document, 0),
    pcr1: registerHex(document, 1),
    pcr2: registerHex(document, 2),
  };
}

function registerHex(document: NitroDocument, index: number): string {
  return toHex(document.pcrs.get(index) ?? new Uint8Array(0));
}

/** --debug-mode zeroes PCR0 to PCR2 and leaves PCR3 and PCR4 set; a zero PCR0 alone is enough to refuse. */
export function checkDebug(document: NitroDocument, { policy }: NitroOptions): string {
  if (document.pcrs.get(0)?.some((byte) => byte !== 0) === true) return 'production';
  if (policy.allowDebug === true) return 'debug';
  refuse('debug-enclave');
}

export function findAllowed(
  measured: NitroMeasurement,
  { policy }: NitroOptions,
): AllowedMeasurement | undefined {
  return policy.measurements.find((allowed) =>
    PARTS.every((part) => allowed[part].toLowerCase() === measured[part]),
  );
}

export function checkRequiredPcrs(document: NitroDocument, { policy }: NitroOptions): string {
  for (const [index, expectedHex] of policy.requiredPcrs ?? []) {
    const register = document.pcrs.get(index);
    if (register === undefined || toHex(register) !== expectedHex.toLowerCase()) {
      refuse('register-mismatch', `PCR${index}`);
    }
  }
  return '';
}

export function checkNonce(document: NitroDocument, nonce: Bytes): string {
  if (answers(document, nonce)) return toHex(nonce);
  refuse('nonce-mismatch');
}

function answers(document: NitroDocument, nonce: Bytes | null): boolean {
  return (
    nonce !== null && nonce.length > 0 && document.nonce !== null && equal(document.nonce, nonce)
  );
}

/** What is wrong with the document's time, by what the policy allows around `now`. */
function faultOfTime({ timestampMs }: NitroDocument, { now, policy }: NitroOptions) {
  const ageMs = now - timestampMs;
  if (!(ageMs <= (policy.maxAgeMs ?? MAX_AGE_MS))) return 'evidence-too-old';
  return -ageMs <= (policy.maxFutureMs ?? MAX_FUTURE_MS) ? null : 'evidence-from-future';
}

/**
 * A document that answers a nonce made moments ago is itself moments old, by AWS's clock. If this machine's clock
 * says otherwise it is this clock that is wrong, and no fetching again will help: a code of its own.
 */
function checkClock(document: NitroDocument, options: NitroOptions): void {
  if (faultOfTime(document, options) && answers(document, options.nonce)) {
    refuse('clock-wrong', iso(document.timestampMs));
  }
}

export function checkValidNow(
  chain: readonly Certificate[],
  document: NitroDocument,
  options: NitroOptions,
): string {
  try {
    checkValidity(chain, options.now);
  } catch (thrown) {
    checkClock(document, options);
    throw thrown;
  }
  return iso(options.now);
}

export function checkAge(document: NitroDocument, options: NitroOptions): string {
  checkClock(document, options);
  const made = iso(document.timestampMs);
  const fault = faultOfTime(document, options);
  return fault ? refuse(fault, made) : made;
}

export function checkBinding(document: NitroDocument, binding: NitroBinding): string {
  const [found, expected] = boundBytes(document, binding);
  if (found !== null && found.length > 0 && equal(found, expected)) return toHex(found);
  refuse('binding-mismatch', binding.kind);
}

function boundBytes(
  { userData, publicKey }: NitroDocument,
  binding: NitroBinding,
): readonly [found: Bytes | null, expected: Bytes] {
  switch (binding.kind) {
    case 'nitriding-user-data':
      return [parseNitridingUserData(userData).appKeyHash, binding.appKeyHash];
    case 'user-data':
      return [userData, binding.userData];
    case 'public-key':
      return [publicKey, binding.publicKey];
  }
}
