/**
 * Verifies what NVIDIA's Remote Attestation Service (NRAS) says about GPUs: an overall token and one per device, all
 * signed by one of the service's keys of the day. The service's key certificate is pinned by its issuer.
 * Must never fetch keys, nor fall back to another key than the one named.
 */
import { concat, equal, utf8, toHex, type Bytes } from '../../bytes/index.ts';
import { checkValidity } from '../core/chain.ts';
import { importEcPoint, verifyEcdsa, P384 } from '../core/ecdsa.ts';
import { JsonReader } from '../core/json.ts';
import { verifyPkcs1 } from '../core/rsa.ts';
import { StepLog } from '../core/steps.ts';
import { commonName, parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import {
  checkDevice,
  checkIssuer,
  checkNonce,
  checkTokenTime,
  digestsOf,
  nonceOf,
  type DeviceVerdict,
} from './claims.ts';
import { parseKeySet, parseToken, type Token, type TokenKey } from './jwt.ts';

export interface NrasEvidence {
  /** The service's answer, as received. */
  readonly answer: string;
  /** The service's key set (JWKS), as received. */
  readonly keySet: string;
}

export interface NrasPolicy {
  /** Default the production service. */
  readonly issuer?: string;
  /** Accept a key whose certificate was issued by no pinned certificate. The key set is then all there is to trust. */
  readonly allowUnpinnedIssuer?: boolean;
}

export interface NrasOptions {
  readonly now: number;
  /** DER of the service's pinned intermediates. */
  readonly trustAnchors: readonly Bytes[];
  readonly policy: NrasPolicy;
  readonly nonce: Bytes | null;
  /** A token binds nothing but its nonce. */
  readonly expectedBinding: null;
}

export interface NrasFacts {
  readonly kid: string;
  readonly nonce: Bytes;
  readonly devices: readonly DeviceVerdict[];
  readonly keyCertificate: Certificate;
  readonly issuedAtMs: number;
  readonly validUntilMs: number;
}

export type VerifiedNras = Verified<'nvidia-nras', NrasFacts>;
export type RefusedNras = Refused<'nvidia-nras', NrasFacts>;

const STEPS: readonly StepName[] = [
  'envelope',
  'key-certificate',
  'root',
  'signature',
  'document',
  'valid-now',
  'nonce',
  'gpu',
  'verdict',
];
const MAX_ANSWER = 256 * 1024;
const PRODUCTION = 'https://nras.attestation.nvidia.com';
const SUBJECT = 'NVIDIA-PLATFORM-ATTESTATION';
const json = /* @__PURE__ */ new JsonReader('gpu-token-invalid');

interface Answer {
  readonly overall: Token;
  readonly devices: ReadonlyMap<string, Token>;
}

export async function verifyNras(
  evidence: NrasEvidence,
  options: NrasOptions,
): Promise<VerifiedNras | RefusedNras> {
  const steps = new StepLog(STEPS);
  const bytes = utf8(evidence.answer);
  return steps.conclude('nvidia-nras', bytes, async () => {
    const answer = await steps.stage('envelope', 'JWT', bytes, () => parseAnswer(evidence.answer));
    const { overall, devices } = answer;
    const key = await steps.stage('key-certificate', overall.kid, undefined, () =>
      findKey(evidence.keySet, overall.kid),
    );
    await steps.stage('root', 'issuer', key.certificate.bytes, () => checkPin(key, options));
    await steps.stage('signature', 'ES384', overall.signed, () => checkSignatures(answer, key));
    const nonce = await steps.stage('document', SUBJECT, undefined, () =>
      checkClaims(answer, options),
    );
    const validUntilMs = await steps.stage('valid-now', '', undefined, () =>
      checkTimes(answer, key, options.now),
    );
    const expected = options.nonce;
    steps.check('nonce', expected && (() => (checkNonce(nonce, expected), toHex(nonce))), nonce);
    await steps.stage('gpu', `${devices.size} devices`, undefined, () => checkDigests(answer));
    const verdicts = await steps.stage('verdict', 'positive', undefined, () => judge(answer));
    return {
      kid: overall.kid,
      nonce,
      devices: verdicts,
      keyCertificate: key.certificate,
      issuedAtMs: json.integer(overall.claims['iat'], 'iat') * 1000,
      validUntilMs,
    };
  });
}

/** [["JWT", overall], { "GPU-0": token, … }] */
function parseAnswer(text: string): Answer {
  const [head, parts, ...rest] = json.list(json.parse(text, MAX_ANSWER), 'not a list', 3);
  const [kind, overall] = json.list(head, 'overall token', 2);
  const devices = Object.entries(json.record(parts, 'device tokens'));
  if (kind !== 'JWT' || rest.length > 0 || devices.length > 32) json.fail('answer');
  return {
    overall: parseToken(json.text(overall, 'overall token')),
    devices: new Map(devices.map(([name, token]) => [name, parseToken(json.text(token, name))])),
  };
}

interface ServiceKey {
  readonly key: TokenKey;
  readonly certificate: Certificate;
}

const P384_POINT_OFFSET = 24;

function findKey(keySet: string, kid: string): ServiceKey {
  const key = parseKeySet(keySet).find((candidate) => candidate.kid === kid);
  if (key === undefined) return refuse('gpu-key-unknown', kid);
  const [bytes] = key.certificates;
  if (bytes === undefined) return refuse('gpu-token-invalid', 'key without certificate');
  const certificate = parseCertificate(bytes);
  if (!equal(certificate.publicKey.subarray(P384_POINT_OFFSET), key.point)) {
    refuse('gpu-token-invalid', 'certificate of another key');
  }
  return { key, certificate };
}

async function checkPin(
  { certificate }: ServiceKey,
  { trustAnchors, policy, now }: NrasOptions,
): Promise<void> {
  const pinned = trustAnchors
    .map(parseCertificate)
    .find(({ subject }) => equal(subject, certificate.issuer));
  if (pinned === undefined) {
    if (policy.allowUnpinnedIssuer === true) return;
    return refuse('root-unknown', commonName(certificate.issuer));
  }
  checkValidity([pinned], now);
  if (!(await verifyPkcs1(pinned, certificate))) refuse('chain-broken', 'key certificate');
}

async function checkSignatures({ overall, devices }: Answer, { key }: ServiceKey): Promise<void> {
  const imported = await importEcPoint(key.point, P384);
  const verdicts = [overall, ...devices.values()].map(async ({ kid, signature, signed }) => {
    if (kid !== key.kid) refuse('gpu-key-unknown', kid);
    return verifyEcdsa(imported, P384, signature, signed);
  });
  if ((await Promise.all(verdicts)).includes(false)) refuse('signature-invalid', 'token');
}

function checkClaims({ overall, devices }: Answer, { policy }: NrasOptions): Bytes {
  const issuer = policy.issuer ?? PRODUCTION;
  for (const { claims } of [overall, ...devices.values()]) checkIssuer(claims, issuer);
  if (overall.claims['sub'] !== SUBJECT) refuse('gpu-issuer-mismatch', 'sub');
  return nonceOf(overall.claims);
}

function checkTimes(
  { overall, devices }: Answer,
  { certificate }: ServiceKey,
  now: number,
): number {
  checkValidity([certificate], now);
  const tokens = [overall, ...devices.values()];
  const ends = tokens.map(({ claims }) => checkTokenTime(claims, now));
  return Math.min(certificate.notAfterMs, ...ends);
}

/** The overall token names each device token by its digest: all of them, and no other. */
async function checkDigests({ overall, devices }: Answer): Promise<void> {
  const digests = digestsOf(overall.claims);
  if (digests.size !== devices.size) refuse('gpu-evidence-missing', 'device tokens');
  for (const [name, { text }] of devices) {
    const expected = digests.get(name) ?? refuse('gpu-evidence-missing', name);
    const found = new Uint8Array(await crypto.subtle.digest('SHA-256', concat(utf8(text))));
    if (!equal(found, expected)) refuse('gpu-token-invalid', `${name}: digest`);
  }
}

function judge({ overall, devices }: Answer): readonly DeviceVerdict[] {
  if (overall.claims['x-nvidia-overall-att-result'] !== true) refuse('gpu-verdict-negative');
  const nonce = nonceOf(overall.claims);
  return [...devices].map(([name, { claims }]) => {
    const verdict = checkDevice(name, claims);
    checkNonce(nonceOf(claims), nonce);
    return verdict;
  });
}
