/**
 * Verifies CPU and GPU evidence as one: the TDX quote's REPORTDATA is the hash of the sealing key, the client's nonce
 * and the exact GPU evidence, so that this TD vouches for these GPUs and this key. GPU evidence alone would not say
 * which machine uses the GPU. Both must hold; nothing is averaged.
 */
import { concat, equal, toHex, type Bytes } from '../../bytes/index.ts';
import { StepLog } from '../core/steps.ts';
import { AttestationError, refuse } from '../errors.ts';
import { verifySpdm, type SpdmFacts, type SpdmPolicy } from '../nvidia/verify-spdm.ts';
import type { TdxCollateral } from '../tdx/collateral.ts';
import type { TdxPolicy } from '../tdx/policy.ts';
import { verifyTdx, type TdxFacts } from '../tdx/verify.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import { MAX_COMPOSITE_BYTES, parseComposite, type CompositeDocument } from './document.ts';

export interface CompositeEvidence {
  /** The enclave's answer, exactly as received. */
  readonly document: Bytes;
  readonly collateral: TdxCollateral | null;
}

export interface CompositePolicy {
  readonly cpu: TdxPolicy;
  readonly gpu: SpdmPolicy;
  /** Default 1. */
  readonly minimumGpus?: number;
}

export interface CompositeOptions {
  readonly now: number;
  /** Intel's and NVIDIA's roots. */
  readonly trustAnchors: readonly Bytes[];
  readonly policy: CompositePolicy;
  readonly nonce: Bytes | null;
  readonly expectedBinding: { readonly kind: 'hpke-key'; readonly hpkeKey: Bytes } | null;
}

export interface CompositeFacts {
  /** Bound by REPORTDATA: the key to seal to. */
  readonly hpkeKey: Bytes;
  readonly tlsKeyFingerprint: Bytes;
  readonly nonce: Bytes;
  readonly cpu: TdxFacts;
  readonly gpus: readonly SpdmFacts[];
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
}

export type VerifiedComposite = Verified<'composite-tdx-gpu', CompositeFacts>;
export type RefusedComposite = Refused<'composite-tdx-gpu', CompositeFacts>;

const STEPS: readonly StepName[] = [
  'size',
  'document',
  'gpu',
  'cpu',
  'verdict',
  'nonce',
  'binding',
];

export async function verifyComposite(
  evidence: CompositeEvidence,
  options: CompositeOptions,
): Promise<VerifiedComposite | RefusedComposite> {
  const steps = new StepLog(STEPS);
  const { document: bytes, collateral } = evidence;
  return steps.conclude('composite-tdx-gpu', bytes, async () => {
    await steps.stage('size', `${bytes.length} bytes`, undefined, () => {
      if (bytes.length > MAX_COMPOSITE_BYTES) refuse('evidence-too-large');
    });
    const document = await steps.stage('document', 'v3', bytes, () => parseComposite(bytes));
    await steps.stage('gpu', 'as hashed', document.gpuText, () => checkGpuHash(document));
    const cpu = await steps.stage('cpu', 'TDX', document.quote, () =>
      verifyCpu(document, collateral, options),
    );
    const gpus = await steps.stage('verdict', `${document.gpus.length} GPUs`, undefined, () =>
      verifyGpus(document, options),
    );
    const { nonce, expectedBinding } = options;
    steps.check('nonce', nonce && (() => checkNonce(document, nonce)), document.nonce);
    const binding = expectedBinding && (() => checkKey(document, expectedBinding.hpkeKey));
    steps.check('binding', binding, document.hpkeKey);
    return factsOf(document, cpu, gpus);
  });
}

async function checkGpuHash({ gpuText, gpuEvidenceHash }: CompositeDocument): Promise<void> {
  const digest = await crypto.subtle.digest('SHA-256', gpuText);
  if (!equal(new Uint8Array(digest), gpuEvidenceHash)) refuse('binding-mismatch', 'GPU evidence');
}

/** REPORTDATA = SHA-256(TLS key fingerprint ‖ HPKE key ‖ nonce ‖ GPU evidence hash), and 32 zeros. */
async function verifyCpu(
  document: CompositeDocument,
  collateral: TdxCollateral | null,
  { now, trustAnchors, policy }: CompositeOptions,
): Promise<TdxFacts> {
  const { tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash, quote } = document;
  const bound = concat(tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash);
  const digest = await crypto.subtle.digest('SHA-256', bound);
  const reportData = concat(new Uint8Array(digest), new Uint8Array(32));
  const expectedBinding = { kind: 'report-data', reportData } as const;
  const options = { now, trustAnchors, policy: policy.cpu, nonce: null, expectedBinding };
  const verdict = await verifyTdx({ quote, collateral }, options);
  if (!verdict.ok) throw new AttestationError(verdict.code, `CPU ${verdict.step}`);
  return verdict;
}

/** Every report answers the nonce that the CPU vouches for, and every device is another one. */
async function verifyGpus(
  { gpus, nonce }: CompositeDocument,
  { now, trustAnchors, policy }: CompositeOptions,
): Promise<readonly SpdmFacts[]> {
  if (gpus.length < Math.max(1, policy.minimumGpus ?? 1)) refuse('gpu-evidence-missing', 'too few');
  const options = { now, trustAnchors, policy: policy.gpu, nonce, expectedBinding: null };
  const verdicts = await Promise.all(gpus.map((evidence) => verifySpdm(evidence, options)));
  const devices = new Set<string>();
  return verdicts.map((verdict, index) => {
    if (!verdict.ok) throw new AttestationError(verdict.code, `GPU ${index} ${verdict.step}`);
    const serial = verdict.chain.at(-1)?.serialHex ?? '';
    if (devices.has(serial)) refuse('gpu-evidence-missing', 'one device twice');
    devices.add(serial);
    return verdict;
  });
}

function checkNonce(document: CompositeDocument, nonce: Bytes): string {
  if (!equal(document.nonce, nonce)) refuse('nonce-mismatch');
  return toHex(nonce);
}

function checkKey(document: CompositeDocument, hpkeKey: Bytes): string {
  if (!equal(document.hpkeKey, hpkeKey)) refuse('binding-mismatch', 'HPKE key');
  return toHex(hpkeKey);
}

function factsOf(
  { hpkeKey, tlsKeyFingerprint, nonce }: CompositeDocument,
  cpu: TdxFacts,
  gpus: readonly SpdmFacts[],
): CompositeFacts {
  return {
    hpkeKey,
    tlsKeyFingerprint,
    nonce,
    cpu,
    gpus,
    isDevelopmentRoot: [cpu, ...gpus].some(({ isDevelopmentRoot }) => isDevelopmentRoot),
    validUntilMs: Math.min(...[cpu, ...gpus].map(({ validUntilMs }) => validUntilMs)),
  };
}
