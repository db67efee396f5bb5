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
  validityOf,
  verifyLinks,
} from '../core/chain.ts';
import { verifyEcdsa } from '../core/ecdsa.ts';
import { StepLog } from '../core/steps.ts';
import { commonName, parseCertificate, type Certificate } from '../core/x509.ts';
import { AttestationError } from '../errors.ts';
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
  readonly chain: readonly ChainLink[];
}

export interface ChainLink {
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly bytes: Bytes;
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
  'public-key',
  'binding',
];

export async function verifyNitro(
  evidence: Bytes,
  options: NitroOptions,
): Promise<VerifiedNitro | RefusedNitro> {
  const steps = new StepLog(STEPS);
  return steps.conclude('aws-nitro', evidence, async () => {
    await steps.stage('size', undefined, () => checkSize(evidence), String);
    const cose = await steps.stage(
      'envelope',
      evidence,
      () => parseCoseSign1(evidence),
      () => 'COSE_Sign1, ES384',
    );
    const document = await steps.stage(
      'document',
      cose.payload,
      () => parseDocument(cose.payload),
      ({ moduleId }) => moduleId,
    );
    const { chain, anchorSha256 } = await authenticate(steps, cose, document, options.trustAnchors);
    const facts = factsOf(document, chain, anchorSha256, options);
    judge(steps, document, chain, options);
    return facts;
  });
}

function checkSize(evidence: Bytes): string {
  if (evidence.length <= MAX_DOCUMENT_BYTES) return `${evidence.length} bytes`;
  throw new AttestationError('evidence-too-large', `${evidence.length} bytes`);
}

/** Root, chain and signature: after this, the document is AWS's word. */
async function authenticate(
  steps: StepLog,
  cose: CoseSign1,
  document: NitroDocument,
  trustAnchors: readonly Bytes[],
): Promise<{ chain: readonly Certificate[]; anchorSha256: string }> {
  const [root = new Uint8Array(0), ...others] = document.certificates;
  const anchor = await steps.stage(
    'root',
    root,
    () => findAnchor(root, trustAnchors),
    () => 'pinned',
  );
  const digest = crypto.subtle.digest('SHA-256', anchor);
  const chain = await steps.stage(
    'certificates',
    undefined,
    () => {
      const parsed = [anchor, ...others].map(parseCertificate);
      checkLinks(parsed, 'P-384');
      return parsed;
    },
    ({ length }) => `${length} certificates`,
  );
  // All five signatures are under way at once; the verdicts are then read in order.
  const keys = importKeys(chain, 'P-384');
  const isSigned = verifyDocument(cose, keys.at(-1));
  isSigned.catch(() => undefined);
  await steps.stage(
    'chain',
    undefined,
    () => verifyLinks(chain, keys, 'P-384'),
    () => 'every link',
  );
  await steps.stage(
    'signature',
    cose.signature,
    () => isSigned,
    () => 'by the last certificate',
  );
  return { chain, anchorSha256: toHex(new Uint8Array(await digest)) };
}

async function verifyDocument(cose: CoseSign1, key: Promise<CryptoKey> | undefined): Promise<void> {
  const leafKey = await key;
  if (
    leafKey === undefined ||
    !(await verifyEcdsa(leafKey, 'P-384', cose.signature, cose.signed))
  ) {
    throw new AttestationError('signature-invalid', 'document');
  }
}

function judge(
  steps: StepLog,
  document: NitroDocument,
  chain: readonly Certificate[],
  options: NitroOptions,
): void {
  const { policy, nonce, expectedBinding } = options;
  const { timestampMs, publicKey, userData } = document;
  steps.check('valid-when-made', undefined, () => {
    checkValidity(chain, timestampMs);
    return iso(timestampMs);
  });
  steps.check('valid-now', undefined, () => checkValidNow(chain, document, options));
  steps.check('debug', document.pcrs.get(0), () => checkDebug(document, options));
  steps.check('measurement', document.pcrs.get(0), () => checkMeasurement(document, options));
  if (policy.requiredPcrs === undefined) steps.notAsked('registers');
  else steps.check('registers', undefined, () => checkRequiredPcrs(document, options));
  if (nonce === null) steps.notAsked('nonce');
  else steps.check('nonce', document.nonce ?? undefined, () => checkNonce(document, nonce));
  steps.check('age', undefined, () => checkAge(document, options));
  if (policy.requirePublicKey !== true) steps.notAsked('public-key');
  else steps.check('public-key', publicKey ?? undefined, () => checkPublicKey(document));
  if (expectedBinding === null) steps.notAsked('binding');
  else steps.check('binding', userData ?? undefined, () => checkBinding(document, expectedBinding));
}

function checkMeasurement(document: NitroDocument, options: NitroOptions): string {
  const measured = measurementOf(document);
  const allowed = findAllowed(measured, options);
  if (allowed !== undefined) return allowed.release ?? measured.pcr0;
  throw new AttestationError('measurement-unknown', measured.pcr0);
}

function checkPublicKey({ publicKey }: NitroDocument): string {
  if (publicKey !== null) return `${publicKey.length} bytes`;
  throw new AttestationError('public-key-missing');
}

function factsOf(
  document: NitroDocument,
  chain: readonly Certificate[],
  anchorSha256: string,
  options: NitroOptions,
): NitroFacts {
  const measurement = measurementOf(document);
  return {
    measurement,
    release: findAllowed(measurement, options)?.release ?? null,
    pcrs: new Map([...document.pcrs].map(([index, register]) => [index, toHex(register)])),
    documentTimeMs: document.timestampMs,
    moduleId: document.moduleId,
    publicKey: document.publicKey,
    userData: document.userData,
    nonce: document.nonce,
    anchorSha256,
    isDevelopmentRoot: anchorSha256 !== AWS_NITRO_ROOT_SHA256,
    validUntilMs: validityOf(chain).untilMs,
    chain: chain.map(({ subject, notBeforeMs, notAfterMs, bytes }) => ({
      name: commonName(subject),
      notBeforeMs,
      notAfterMs,
      bytes,
    })),
  };
}
