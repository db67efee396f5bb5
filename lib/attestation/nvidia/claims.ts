/**
 * What NVIDIA's Remote Attestation Service says about each device: a signed token is a verdict only if what is in it
 * is one. Real tokens with a valid signature and the answer *false* exist.
 * Must never take an absent claim for a good one.
 */
import { fromHex, equal, type Bytes } from '../../bytes/index.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';
import { refuse } from '../errors.ts';

const json = /* @__PURE__ */ new JsonReader('gpu-token-invalid');
const PREFIX = /^x-nvidia-(?:gpu|switch)-/;

/** Claims that must be there and be true, in every version of the service, under the prefix of the device's family. */
const OF_ANY = [
  'arch-check',
  'attestation-report-parsed',
  'attestation-report-nonce-match',
  'attestation-report-signature-verified',
];
const OF_RIM = ['fetched', 'signature-verified', 'measurements-available'];
const FAMILIES = {
  gpu: { firmware: 'vbios', rims: ['driver-rim', 'vbios-rim'], more: ['vbios-index-no-conflict'] },
  switch: { firmware: 'bios', rims: ['bios-rim'], more: [] },
} as const;

export interface DeviceVerdict {
  readonly name: string;
  readonly model: string;
  readonly driverVersion: string;
  readonly vbiosVersion: string;
}

/** Throws AttestationError 'gpu-verdict-negative' unless every claim is the good one. */
export function checkDevice(name: string, claims: JsonRecord): DeviceVerdict {
  const bad = (claim: string): never => refuse('gpu-verdict-negative', `${name}: ${claim}`);
  if (claims['measres'] !== 'success') bad('measres');
  if (claims['secboot'] !== true) bad('secboot');
  if (claims['dbgstat'] !== 'disabled') bad('dbgstat');
  const family = 'x-nvidia-switch-bios-version' in claims ? 'switch' : 'gpu';
  const { firmware, rims, more } = FAMILIES[family];
  const own = (claim: string): unknown => claims[`x-nvidia-${family}-${claim}`];
  const required = [
    ...OF_ANY,
    ...more,
    ...rims.flatMap((rim) => OF_RIM.map((of) => `${rim}-${of}`)),
  ];
  for (const claim of required) if (own(claim) !== true) bad(claim);
  for (const [claim, value] of Object.entries(claims)) {
    if (PREFIX.test(claim) && value === false) bad(claim);
    if (claim.endsWith('-cert-chain') && !isValidChain(claims, claim)) bad(claim);
  }
  const chain = 'attestation-report-cert-chain';
  if (own(`${chain}-validated`) !== true && own(chain) === undefined) bad(chain);
  return {
    name,
    model: json.text(claims['hwmodel'], 'hwmodel'),
    // A switch has no driver of its own.
    driverVersion: family === 'gpu' ? json.text(own('driver-version'), 'driver-version') : '',
    vbiosVersion: json.text(own(`${firmware}-version`), `${firmware}-version`),
  };
}

/**
 * Version 3 of the claims gives the state of each chain as an object instead of a boolean. What it says of OCSP must be
 * good where it says something: the answer, its nonce and its own signature.
 */
function isValidChain(claims: JsonRecord, claim: string): boolean {
  const chain = json.record(claims[claim], claim);
  const ocsp = chain['x-nvidia-cert-ocsp-status'];
  return (
    chain['x-nvidia-cert-status'] === 'valid' &&
    (ocsp === undefined || ocsp === 'good') &&
    chain['x-nvidia-cert-ocsp-nonce-matches'] !== false &&
    chain['x-nvidia-cert-ocsp-response-valid'] !== false
  );
}

/** nbf and exp in seconds (RFC 7519); both must be there. */
export function checkTokenTime(claims: JsonRecord, now: number): number {
  const notBeforeMs = json.integer(claims['nbf'], 'nbf') * 1000;
  const expiresMs = json.integer(claims['exp'], 'exp') * 1000;
  if (now < notBeforeMs) refuse('evidence-from-future', `from ${notBeforeMs}`);
  if (!(now < expiresMs)) refuse('gpu-token-expired', `until ${expiresMs}`);
  return expiresMs;
}

export function checkIssuer(claims: JsonRecord, issuer: string): void {
  if (claims['iss'] !== issuer) refuse('gpu-issuer-mismatch', 'iss');
}

export function nonceOf(claims: JsonRecord): Bytes {
  const hex = json.text(claims['eat_nonce'], 'eat_nonce');
  if (!/^([0-9a-fA-F]{2}){16,64}$/.test(hex)) json.fail('eat_nonce');
  return fromHex(hex);
}

export function checkNonce(found: Bytes, expected: Bytes): void {
  if (!equal(found, expected)) refuse('nonce-mismatch');
}

/** submods: { "GPU-0": ["DIGEST", ["SHA-256", hex]], … } as digests by device. */
export function digestsOf(claims: JsonRecord): ReadonlyMap<string, Bytes> {
  const submods = Object.entries(json.record(claims['submods'], 'submods'));
  if (submods.length < 1 || submods.length > 32) json.fail('submods');
  return new Map(
    submods.map(([name, value]) => {
      const [kind, digest] = json.list(value, 'submod', 2);
      const [algorithm, hex] = json.list(digest, 'digest', 2);
      if (kind !== 'DIGEST' || algorithm !== 'SHA-256') json.fail('digest');
      return [name, json.bytes(hex, 'digest', 32)] as const;
    }),
  );
}
