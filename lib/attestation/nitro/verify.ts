/**
 * Verifies an AWS Nitro attestation document from first byte to binding, in the order in which nothing is believed
 * before what it stands on: size, form, chain to the pinned root, signature, time, image, nonce, age, binding.
 * Follows the AWS user guide ("Verifying the root of trust") and RFC 9052 section 4.4.
 * Must never fetch, know the time by itself, or take the root from the document.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import {
  checkLinks,
  checkValidity,
  findAnchor,
  importKeys,
  iso,
  verifyLinks,
} from '../core/chain.ts';
import { verifyEcdsa, P384 } from '../core/ecdsa.ts';
import { StepLog } from '../core/steps.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import {
  MAX_DOCUMENT_BYTES,
  parseCoseSign1,
  parseDocument,
  type CoseSign1,
  type NitroDocument,
} from './document.ts';
import {
  checkAge,
  checkBinding,
  checkDebug,
  checkNonce,
  checkRequiredPcrs,
  checkValidNow,
  findAllowed,
  measurementOf,
  type NitroMeasurement,
  type NitroOptions,
} from './policy.ts';
import { AWS_NITRO_ROOT_SHA256 } from './root.ts';

export interface NitroFacts {
  readonly measurement: NitroMeasurement;
  /** The name that policy gives to this measurement. */
  readonly release: string | null;
  readonly pcrs: ReadonlyMap<number, string>;
  readonly documentTimeMs: number;
  readonly moduleId: string;
  readonly publicKey: Bytes | null;
  readonly userData: Bytes | null;
  readonly nonce: Bytes | null;
  readonly anchorSha256: string;
  /** The anchor is not the vendor's: no hardware protects this enclave. */
  readonly isDevelopmentRoot: boolean;
  /** When the first certificate of the chain ends: the verdict must not be kept longer. */
  readonly validUntilMs: number;
  /** Root first. */
  readonly chain: readonly Certificate[];
}

export type VerifiedNitro = Verified<'aws-nitro', NitroFacts>;
export type RefusedNitro = Refused<'aws-nitro', NitroFacts>;

const STEPS: readonly StepName[] = [
  'size',
  'envelope',
  'document',
  'root',
  'certificates',
  'chain',
  'signature',
  'valid-when-made',
  'valid-now',
  'debug',
  'measurement',
  'registers',
  'nonce',
  'age',
  'binding',
];

export async function verifyNitro(
  evidence: Bytes,
  options: NitroOptions,
): Promise<VerifiedNitro | RefusedNitro> {
  const steps = new StepLog(STEPS);
  return steps.conclude('aws-nitro', evidence, async () => {
    await steps.stage('size', `${evidence.length} bytes`, undefined, () => {
      if (evidence.length > MAX_DOCUMENT_BYTES) refuse('evidence-too-large');
    });
    const cose = await steps.stage('envelope', 'COSE_Sign1', evidence, () =>
      parseCoseSign1(evidence),
    );
    const { payload } = cose;
    const document = await steps.stage('document', 'CBOR', payload, () => parseDocument(payload));
    const { chain, anchorSha256 } = await authenticate(steps, cose, document, options);
    const facts = factsOf(document, chain, anchorSha256, options);
    judge(steps, document, chain, options);
    return facts;
  });
}

/** Root, chain and signature: after this, the document is AWS's word. */
async function authenticate(
  steps: StepLog,
  cose: CoseSign1,
  { certificates: [root = new Uint8Array(0), ...others] }: NitroDocument,
  { trustAnchors }: NitroOptions,
): Promise<{ chain: readonly Certificate[]; anchorSha256: string }> {
  const anchorSha256 = await steps.stage('root', 'pinned', root, () =>
    findAnchor(root, trustAnchors),
  );
  const chain = await steps.stage('certificates', `${others.length + 1}`, undefined, () => {
    const parsed = [root, ...others].map(parseCertificate);
    checkLinks(parsed, P384);
    return parsed;
  });
  // All five signatures are under way at once; the verdicts are then read in order.
  const keys = importKeys(chain, P384);
  const isSigned = verifyDocument(cose, keys.at(-1));
  isSigned.catch(() => undefined);
  await steps.stage('chain', 'ES384', undefined, () => verifyLinks(chain, keys, P384));
  await steps.stage('signature', 'ES384', cose.signature, () => isSigned);
  return { chain, anchorSha256 };
}

async function verifyDocument(
  { signature, signed }: CoseSign1,
  leafKey: Promise<CryptoKey> | undefined,
): Promise<void> {
  const key = await leafKey;
  if (key && (await verifyEcdsa(key, P384, signature, signed))) return;
  refuse('signature-invalid', 'document');
}

function judge(
  steps: StepLog,
  document: NitroDocument,
  chain: readonly Certificate[],
  options: NitroOptions,
): void {
  const { policy, nonce, expectedBinding } = options;
  const { timestampMs, userData, pcrs } = document;
  steps.check('valid-when-made', () => {
    checkValidity(chain, timestampMs);
    return iso(timestampMs);
  });
  steps.check('valid-now', () => checkValidNow(chain, document, options));
  steps.check('debug', () => checkDebug(document, options), pcrs.get(0));
  steps.check('measurement', () => checkMeasurement(document, options), pcrs.get(0));
  steps.check('registers', policy.requiredPcrs && (() => checkRequiredPcrs(document, options)));
  steps.check('nonce', nonce && (() => checkNonce(document, nonce)), document.nonce);
  steps.check('age', () => checkAge(document, options));
  const binding = expectedBinding && (() => checkBinding(document, expectedBinding));
  steps.check('binding', binding, userData);
}

function checkMeasurement(document: NitroDocument, options: NitroOptions): string {
  const measured = measurementOf(document);
  const allowed = findAllowed(measured, options) ?? refuse('measurement-unknown', measured.pcr0);
  return allowed.release ?? measured.pcr0;
}

function factsOf(
  document: NitroDocument,
  chain: readonly Certificate[],
  anchorSha256: string,
  options: NitroOptions,
): NitroFacts {
  const { moduleId, publicKey, userData, nonce } = document;
  const measurement = measurementOf(document);
  return {
    moduleId,
    publicKey,
    userData,
    nonce,
    measurement,
    release: findAllowed(measurement, options)?.release ?? null,
    pcrs: new Map([...document.pcrs].map(([index, register]) => [index, toHex(register)])),
    documentTimeMs: document.timestampMs,
    anchorSha256,
    isDevelopmentRoot: anchorSha256 !== AWS_NITRO_ROOT_SHA256,
    validUntilMs: Math.min(...chain.map(({ notAfterMs }) => notAfterMs)),
    chain,
  };
}
