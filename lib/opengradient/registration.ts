/**
 * Holds a row of the registry against the attestation document of its registration (sections 1.4, 2.7 and 8): what
 * others leave to the chain is done again here. The document itself is verified by lib/attestation before.
 * Must never be read as "attested" where it was not run: without history that is a state of its own.
 */
import { equal, fromHex, toHex, type Bytes } from '../bytes/index.ts';
import { OpengradientError } from './errors.ts';
import { hash32, pcrHashOf, teeIdOf } from './hashes.ts';
import { isUsable, type RegistryRow } from './registry.ts';
import { isSameTee } from './verify-answer.ts';

/** What of a verified document is compared. */
export interface AttestedFacts {
  /** PCR0 to PCR2 in hex. */
  readonly measurement: { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string };
  /** SHA-256 of the TLS certificate and of the RSA signing key, from user data. */
  readonly tlsCertificateHash: Bytes;
  readonly appKeyHash: Bytes;
}

/** What of a row an attested document speaks of; without a `pcrHash` no registry named the build. */
export type AttestedRow = Pick<RegistryRow, 'teeId' | 'signingKey' | 'tlsCertificate'> & {
  readonly pcrHash: string | null;
};

/** Throws 'registration-mismatch' and names the first thing that differs. */
export async function checkRegistration(row: AttestedRow, facts: AttestedFacts): Promise<void> {
  const { pcr0, pcr1, pcr2 } = facts.measurement;
  const [a, b, c] = [fromHex(pcr0), fromHex(pcr1), fromHex(pcr2)];
  // A debug enclave measures itself as zeros: anybody may read its memory.
  if ([a, b, c].every((pcr) => pcr.every((byte) => byte === 0))) mismatch('debug enclave');
  if (row.pcrHash !== null && pcrHashOf(a, b, c) !== row.pcrHash) mismatch('measurement');
  if (!isSameTee(row.teeId, teeIdOf(row.signingKey))) mismatch('tee id');
  if (!equal(await sha256(row.tlsCertificate), facts.tlsCertificateHash))
    mismatch('TLS certificate');
  if (!equal(await sha256(row.signingKey), facts.appKeyHash)) mismatch('signing key');
}

export interface SelectionRules {
  /** Empty: any build that the registry approves. */
  readonly pinnedPcrHashes: readonly string[];
  readonly teeType: number;
  readonly heartbeatMaxAgeSeconds: number;
}

/** The rows that may be asked; the caller draws one of them by chance. */
export function eligibleRows(
  rows: readonly RegistryRow[],
  rules: SelectionRules,
  nowMs: number,
): RegistryRow[] {
  const pins = rules.pinnedPcrHashes.map((pin) => {
    const hash = hash32(pin);
    return hash === undefined ? fail('pinned measurement') : `0x${toHex(hash)}`;
  });
  const oldest = BigInt(Math.floor(nowMs / 1000) - rules.heartbeatMaxAgeSeconds);
  return rows.filter(
    (row) =>
      row.isEnabled &&
      row.teeType === rules.teeType &&
      row.lastHeartbeatAt >= oldest &&
      (pins.length === 0 || pins.includes(row.pcrHash)) &&
      isUsable(row),
  );
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function mismatch(detail: string): never {
  throw new OpengradientError('registration-mismatch', detail);
}

function fail(detail: string): never {
  throw new OpengradientError('chain-data-invalid', detail);
}
