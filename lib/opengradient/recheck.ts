/**
 * Verifies on the device what others leave to the chain: the attested document of a row's registration, as of the time
 * of that registration, and the enclave's signature over its key. Each check is a step with a verdict.
 * Must never pass what was not checked: without document or signature the row is the registry's word and no more.
 */
import {
  parseNitridingUserData,
  verifyNitro,
  type NitroFacts,
  type NitroMeasurement,
  type RefusedNitro,
  type VerifiedNitro,
} from '../attestation/index.ts';
import { fromHex, type Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import { pcrHashOf } from './hashes.ts';
import { checkOhttpKey, isKeySignature } from './key-config.ts';
import { checkRegistration, type AttestedRow } from './registration.ts';
import type { RegistryRow } from './registry.ts';

export interface RecheckRules {
  /** DER or SHA-256 of whole certificates. */
  readonly trustAnchors: readonly Bytes[];
  /** Images that the person's policy allows, with their names. */
  readonly measurements: readonly (NitroMeasurement & { readonly release?: string })[];
  readonly pinnedPcrHashes: readonly string[];
  /** Every build that the registry approves. */
  readonly allowsApproved: boolean;
}

export interface RecheckStep {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'not-reached';
  readonly detail: string;
  readonly bytes?: Bytes;
}

export interface Recheck {
  /** 'registry': nothing contradicts the registry, and not all of it could be checked. */
  readonly state: 'here' | 'registry' | 'refused';
  readonly code: string | null;
  readonly steps: readonly RecheckStep[];
  readonly evidence: VerifiedNitro | RefusedNitro | null;
  /** What the document's signature covers. */
  readonly facts: NitroFacts | null;
}

/** A row of the registry, or as much of one as a proof file holds. */
export type RecheckedRow = AttestedRow &
  Pick<RegistryRow, 'registeredAt' | 'ohttpKey' | 'keySignature'>;

/** @param document The attested document; null where no node served the registration. */
export async function recheckRow(
  row: RecheckedRow,
  document: Bytes | null,
  rules: RecheckRules,
): Promise<Recheck> {
  const log = new Log();
  if (document === null) {
    const pcrHash = row.pcrHash ?? '';
    const isAllowed = isAllowedHash(pcrHash, rules);
    log.add('registration', 'not-reached', 'no node serves the transaction');
    log.add('build', isAllowed ? 'pass' : 'fail', pcrHash);
    const code = isAllowed ? null : 'measurement-unknown';
    return log.end(code === null ? 'registry' : 'refused', code, null);
  }
  const evidence = await verifyDocument(row, document, rules);
  evidence.steps.forEach((step) => log.push(step));
  if (!evidence.ok) return log.end('refused', evidence.code, evidence);
  try {
    const { tlsCertificateHash, appKeyHash } = parseNitridingUserData(evidence.userData);
    const { measurement } = evidence;
    await checkRegistration(row, { measurement, tlsCertificateHash, appKeyHash });
    log.add('registration', 'pass', row.pcrHash ?? row.teeId, row.signingKey);
    return await checkKey(row, log, evidence);
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'registration-mismatch';
    log.add('registration', 'fail', code);
    return log.end('refused', code, evidence);
  }
}

async function checkKey(row: RecheckedRow, log: Log, evidence: VerifiedNitro): Promise<Recheck> {
  const { ohttpKey: key, keySignature: signature, signingKey } = row;
  const name = 'key-configuration';
  if (key === undefined || signature === undefined) {
    log.add(
      name,
      'not-reached',
      'its signature is neither in the registry nor in the registration',
    );
    return log.end('registry', null, evidence);
  }
  const isSigned = await isKeySignature(key, signature, signingKey).catch(() => false);
  log.add(name, isSigned ? 'pass' : 'fail', 'signed by the attested key', key.keyConfig);
  const code = isSigned ? null : 'key-config-unsigned';
  return log.end(isSigned ? 'here' : 'refused', code, evidence);
}

/** As of the registration; which image it is shows only once the rest holds, so it may take two runs. */
async function verifyDocument(
  row: RecheckedRow,
  document: Bytes,
  rules: RecheckRules,
): Promise<VerifiedNitro | RefusedNitro> {
  const appKeyHash = new Uint8Array(await crypto.subtle.digest('SHA-256', row.signingKey));
  const verify = (
    measurements: RecheckRules['measurements'],
  ): Promise<VerifiedNitro | RefusedNitro> =>
    verifyNitro(document, {
      now: Number(row.registeredAt) * 1000,
      trustAnchors: rules.trustAnchors,
      policy: { measurements },
      nonce: null,
      expectedBinding: { kind: 'nitriding-user-data', appKeyHash },
    });
  const first = await verify(rules.measurements);
  if (first.ok || first.code !== 'measurement-unknown' || first.signed === null) return first;
  const { measurement } = first.signed;
  return isAllowedHash(hashOf(measurement), rules) ? verify([measurement]) : first;
}

/** True for a build whose name in the registry is pinned, or is that of an allowed image. */
function isAllowedHash(pcrHash: string, rules: RecheckRules): boolean {
  return rules.allowsApproved || allowedHashes(rules).includes(pcrHash);
}

export function allowedHashes({ pinnedPcrHashes, measurements }: RecheckRules): string[] {
  return [...pinnedPcrHashes, ...measurements.map(hashOf)];
}

function hashOf({ pcr0, pcr1, pcr2 }: NitroMeasurement): string {
  return pcrHashOf(fromHex(pcr0), fromHex(pcr1), fromHex(pcr2));
}

/** A row that nobody could seal to is no row. */
export function isSealable({ ohttpKey }: RegistryRow): boolean {
  try {
    if (ohttpKey !== undefined) checkOhttpKey(ohttpKey);
    return ohttpKey !== undefined;
  } catch {
    return false;
  }
}

class Log {
  readonly #steps: RecheckStep[] = [];

  push(step: RecheckStep): void {
    this.#steps.push(step);
  }

  add(name: string, verdict: RecheckStep['verdict'], detail: string, bytes?: Bytes): void {
    this.push({ name, verdict, detail, ...(bytes === undefined ? {} : { bytes }) });
  }

  end(state: Recheck['state'], code: string | null, evidence: Recheck['evidence']): Recheck {
    const facts = evidence === null ? null : evidence.ok ? evidence : evidence.signed;
    return { state, code, steps: this.#steps, evidence, facts };
  }
}
