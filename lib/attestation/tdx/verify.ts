/**
 * Verifies an Intel TDX quote with its collateral: Intel root → PCK certificate → quoting enclave → attestation key →
 * quote, then the platform's patch level by Intel's lists, then what the TD is. Follows Intel's DCAP verification
 * library and the PCS API v4. SGX quotes go the same way and are refused unless an auditor names the enclave.
 * Must never fetch, re-serialise JSON before its signature is checked, or take a missing list for an empty one.
 */
import { concat, equal, toHex, type Bytes } from '../../bytes/index.ts';
import {
  checkLinks,
  checkValidity,
  findAnchor,
  importKeys,
  iso,
  verifyLinks,
} from '../core/chain.ts';
import { importEcPoint, verifyEcdsa, P256 } from '../core/ecdsa.ts';
import { StepLog } from '../core/steps.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';
import { AttestationError, refuse } from '../errors.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import { checkCollateral, type TdxCollateral, type Window } from './collateral.ts';
import { readPck, type PckFacts } from './pck.ts';
import {
  checkAttributes,
  checkDebug,
  checkMeasurement,
  checkReportData,
  checkTcb,
  findAllowed,
  type TdxBinding,
  type TdxPolicy,
} from './policy.ts';
import { parseQuote, type Quote } from './quote.ts';
import { INTEL_ROOT_SHA256 } from './root.ts';
import { judgeQuotingEnclave, judgeTcb, type TcbVerdict } from './tcb.ts';
import type { StatusLevel } from './tcb-info.ts';

export interface TdxEvidence {
  readonly quote: Bytes;
  /** Null is refused: without it neither patch level nor revocation is known. */
  readonly collateral: TdxCollateral | null;
}

export interface TdxOptions {
  readonly now: number;
  readonly trustAnchors: readonly Bytes[];
  readonly policy: TdxPolicy;
  /** A quote has no nonce field: it goes into expectedBinding. */
  readonly nonce: null;
  readonly expectedBinding: TdxBinding | null;
}

export interface TdxFacts {
  readonly quote: Quote;
  readonly pck: PckFacts;
  readonly measurement: string;
  readonly release: string | null;
  /** What the collateral says; null where it refused. */
  readonly tcb: TcbVerdict | null;
  readonly quotingEnclave: StatusLevel | null;
  readonly evaluationNumber: number | null;
  readonly windows: readonly Window[];
  /** 1.5: a newer module is loaded than the one that launched this TD. */
  readonly isRelaunchAdvised: boolean;
  readonly anchorSha256: string;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
  /** Root first. */
  readonly chain: readonly Certificate[];
}

export type VerifiedTdx = Verified<'intel-tdx', TdxFacts>;
export type RefusedTdx = Refused<'intel-tdx', TdxFacts>;

const STEPS: readonly StepName[] = [
  'report',
  'root',
  'certificates',
  'platform',
  'chain',
  'attestation-key',
  'signature',
  'valid-now',
  'collateral',
  'quoting-enclave',
  'tcb',
  'debug',
  'attributes',
  'measurement',
  'binding',
];

export async function verifyTdx(
  evidence: TdxEvidence,
  options: TdxOptions,
): Promise<VerifiedTdx | RefusedTdx> {
  const steps = new StepLog(STEPS);
  return steps.conclude('intel-tdx', evidence.quote, async () => {
    const quote = await steps.stage('report', 'DCAP quote', evidence.quote, () =>
      readQuote(evidence.quote, options.policy),
    );
    const chain = await readChain(steps, quote, options.trustAnchors);
    const pck = await steps.stage('platform', 'PCK', chain.at(-1)?.bytes, () =>
      readPck(chain.at(-1) ?? refuse('chain-broken', 'no leaf')),
    );
    // Everything that is signed is checked at once; the verdicts are then read in order.
    const platform = { chain, keys: importKeys(chain, P256), pck };
    const rootDigest = crypto.subtle.digest('SHA-256', chain[0]?.bytes ?? new Uint8Array(0));
    const authentic = authenticate(steps, quote, platform);
    const collateral = outcomeOf(checkedCollateral(evidence.collateral, quote, platform, options));
    await authentic;
    return judge(steps, quote, platform, await collateral, rootDigest, options);
  });
}

/** An SGX quote says nothing about a TD, and its kind of key has been extracted from machines on sale. */
function readQuote(bytes: Bytes, { sgxEnclaves }: TdxPolicy): Quote {
  const quote = parseQuote(bytes);
  if (quote.body.kind === 'sgx' && sgxEnclaves === undefined) refuse('sgx-refused');
  return quote;
}

async function readChain(
  steps: StepLog,
  { certificates }: Quote,
  trustAnchors: readonly Bytes[],
): Promise<readonly Certificate[]> {
  const root = certificates.at(-1) ?? new Uint8Array(0);
  await steps.stage('root', 'pinned', root, () => findAnchor(root, trustAnchors));
  return steps.stage('certificates', '3', undefined, () => {
    const chain = [...certificates].reverse().map(parseCertificate);
    if (chain.length !== 3) refuse('chain-broken', 'three certificates');
    checkLinks(chain, P256);
    return chain;
  });
}

/** What the PCK chain says and holds. */
interface Platform {
  readonly chain: readonly Certificate[];
  readonly keys: readonly Promise<CryptoKey>[];
  readonly pck: PckFacts;
}

/** Chain, quoting enclave's report, attestation key, quote: after this, the quote is this platform's word. */
async function authenticate(
  steps: StepLog,
  quote: Quote,
  { chain, keys }: Platform,
): Promise<void> {
  const isReportSigned = verifyQeReport(quote, keys.at(-1));
  const isQuoteSigned = verifyQuote(quote);
  for (const pending of [isReportSigned, isQuoteSigned]) pending.catch(() => undefined);
  await steps.stage('chain', 'ES256', undefined, () => verifyLinks(chain, keys, P256));
  await steps.stage('attestation-key', 'ES256', quote.qeReport.bytes, () => isReportSigned);
  await steps.stage('signature', 'ES256', quote.signed, () => isQuoteSigned);
}

/** The report's data is SHA-256(attestation key ‖ authentication data), and zeros. */
async function verifyQeReport(quote: Quote, pckKey: Promise<CryptoKey> | undefined): Promise<void> {
  const { qeReport, qeSignature, attestationKey, qeAuthData } = quote;
  const pendingDigest = crypto.subtle.digest('SHA-256', concat(attestationKey, qeAuthData));
  const key = await pckKey;
  if (!key || !(await verifyEcdsa(key, P256, qeSignature, qeReport.bytes))) {
    refuse('signature-invalid', 'quoting enclave report');
  }
  const digest = await pendingDigest;
  const expected = concat(new Uint8Array(digest), new Uint8Array(32));
  if (!equal(qeReport.reportData, expected)) refuse('signature-invalid', 'attestation key');
}

async function verifyQuote({ attestationKey, signature, signed }: Quote): Promise<void> {
  const key = await importEcPoint(attestationKey, P256);
  if (!(await verifyEcdsa(key, P256, signature, signed))) refuse('signature-invalid', 'quote');
}

interface JudgedCollateral {
  readonly windows: readonly Window[];
  readonly evaluationNumber: number;
  readonly quotingEnclave: Outcome<StatusLevel>;
  readonly tcb: Outcome<TcbVerdict>;
}

async function checkedCollateral(
  collateral: TdxCollateral | null,
  quote: Quote,
  { chain, keys, pck }: Platform,
  { now, policy }: TdxOptions,
): Promise<JudgedCollateral> {
  if (collateral === null) return refuse('collateral-missing');
  const isSgx = quote.body.kind === 'sgx';
  const minimumEvaluationNumber = policy.minimumEvaluationNumber ?? 0;
  const context = { pckChain: chain, pckKeys: keys, now, isSgx, minimumEvaluationNumber };
  const { tcbInfo, qeIdentity, windows } = await checkCollateral(collateral, context);
  if (tcbInfo.fmspc !== pck.fmspc || tcbInfo.pceId !== pck.pceId) {
    refuse('collateral-invalid', 'made for another platform');
  }
  const quotingEnclave = attempt(() => judgeQuotingEnclave(quote.qeReport, qeIdentity));
  const tcb = attempt(() => judgeTcb(quote.body, pck, tcbInfo, valueOf(quotingEnclave)));
  return { windows, evaluationNumber: tcbInfo.evaluationNumber, quotingEnclave, tcb };
}

async function judge(
  steps: StepLog,
  quote: Quote,
  { chain, pck }: Platform,
  collateral: Outcome<JudgedCollateral>,
  rootDigest: Promise<ArrayBuffer>,
  { now, policy, expectedBinding }: TdxOptions,
): Promise<TdxFacts> {
  const { body } = quote;
  const checked = collateral.value;
  steps.check('valid-now', () => {
    checkValidity(chain, now);
    return iso(now);
  });
  steps.check('collateral', () => `evaluation ${valueOf(collateral).evaluationNumber}`);
  if (checked) {
    steps.check('quoting-enclave', () => valueOf(checked.quotingEnclave).status);
    steps.check('tcb', () => checkTcb(valueOf(checked.tcb), policy));
  }
  steps.check('debug', () => checkDebug(body, policy));
  steps.check('attributes', () => checkAttributes(body, policy));
  steps.check('measurement', () => checkMeasurement(body, policy));
  const binding = expectedBinding && (() => checkReportData(body, expectedBinding));
  steps.check('binding', binding, body.reportData);
  return factsOf(quote, chain, pck, checked, rootDigest, policy);
}

async function factsOf(
  quote: Quote,
  chain: readonly Certificate[],
  pck: PckFacts,
  checked: JudgedCollateral | undefined,
  rootDigest: Promise<ArrayBuffer>,
  policy: TdxPolicy,
): Promise<TdxFacts> {
  const { body } = quote;
  const anchorSha256 = toHex(new Uint8Array(await rootDigest));
  const windows = checked?.windows ?? [];
  const ends = [...chain.map(({ notAfterMs }) => notAfterMs), ...windows.map((w) => w.untilMs)];
  return {
    quote,
    pck,
    measurement: toHex(body.kind === 'sgx' ? body.mrEnclave : body.mrTd),
    release: findAllowed(body, policy)?.release ?? null,
    tcb: checked?.tcb.value ?? null,
    quotingEnclave: checked?.quotingEnclave.value ?? null,
    evaluationNumber: checked?.evaluationNumber ?? null,
    windows,
    isRelaunchAdvised:
      body.kind !== 'sgx' && body.teeTcbSvn2 !== null && isNewer(body.teeTcbSvn2, body.teeTcbSvn),
    anchorSha256,
    isDevelopmentRoot: anchorSha256 !== INTEL_ROOT_SHA256,
    validUntilMs: Math.min(...ends),
    chain,
  };
}

function isNewer(svn: Bytes, than: Bytes): boolean {
  return svn.some((value, index) => value > (than[index] ?? 0));
}

/** A result or its refusal, to be reported when its step comes. */
interface Outcome<T> {
  readonly value?: T;
  readonly error?: unknown;
}

async function outcomeOf<T>(pending: Promise<T>): Promise<Outcome<T>> {
  return pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function attempt<T>(act: () => T): Outcome<T> {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

function valueOf<T>({ value, error }: Outcome<T>): T {
  if (value !== undefined) return value;
  throw error instanceof Error ? error : new AttestationError('collateral-invalid');
}
