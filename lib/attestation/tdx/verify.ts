/**
 * Verifies an Intel TDX quote with its collateral: Intel root → PCK certificate → quoting enclave → attestation key →
 * quote, then the platform's patch level by Intel's lists, then what the TD is. Follows Intel's DCAP verification
 * library and the PCS API v4. SGX quotes go the same way and are refused unless an auditor names the enclave.
 * Must never fetch, re-serialise JSON before its signature is checked, or take a missing list for an empty one.
 */
import { concat, equal, toHex, type Bytes } from '../../bytes/index.ts';
import { checkValidity, findAnchor, iso } from '../core/chain.ts';
import { importEcPoint, verifyEcdsa, P256 } from '../core/ecdsa.ts';
import { findPin, sha256Of, type Pin } from '../core/pinned.ts';
import { attempt, outcomeOf, valueOf, type Outcome } from '../core/outcome.ts';
import { StepLog } from '../core/steps.ts';
import type { Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
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
import { keysOf, readChain } from './pck-chain.ts';
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
    // Every signature is under way before the first verdict is awaited; the verdicts are then read in order.
    const pending = begin(quote, evidence.collateral, options);
    const anchorSha256 = await steps.stage('root', 'pinned', pending.root, () => pending.anchor);
    const chain = await steps.stage('certificates', '3', undefined, () => valueOf(pending.chain));
    const leaf = chain.at(-1)?.bytes;
    const pck = await steps.stage('platform', 'PCK', leaf, () => valueOf(pending.pck));
    await steps.stage('chain', 'ES256', undefined, () => pending.isChainSigned);
    await steps.stage('attestation-key', 'ES256', quote.qeReport.bytes, () => pending.isKeySigned);
    await steps.stage('signature', 'ES256', quote.signed, () => pending.isQuoteSigned);
    const collateral = await outcomeOf(pending.collateral);
    judge(steps, quote, chain, collateral, options);
    return factsOf(quote, { chain, pck }, collateral.value, anchorSha256, options.policy);
  });
}

interface Pending {
  readonly root: Bytes;
  readonly anchor: Promise<string>;
  readonly chain: Outcome<readonly Certificate[]>;
  readonly pck: Outcome<PckFacts>;
  readonly isChainSigned: Promise<void>;
  readonly isKeySigned: Promise<void>;
  readonly isQuoteSigned: Promise<void>;
  readonly collateral: Promise<JudgedCollateral>;
}

/** Sets everything going at once: signatures are verified while the rest is still being read. */
function begin(quote: Quote, collateral: TdxCollateral | null, options: TdxOptions): Pending {
  const isQuoteSigned = verifyQuote(quote);
  const root = quote.certificates.at(-1) ?? new Uint8Array(0);
  const pin = attempt(() => findPin(root, options.trustAnchors)).value;
  const anchor = pin ? sha256Of(pin) : findAnchor(root, options.trustAnchors);
  const chain = attempt(() => readChain(quote, pin));
  const { keys, isSigned: isChainSigned } = keysOf(chain.value ?? [], pin);
  const isKeySigned = verifyQeReport(quote, keys.at(-1));
  const pck = attempt(() => readPck(valueOf(chain).at(-1) ?? refuse('chain-broken', 'no leaf')));
  const platform = { chain: chain.value ?? [], keys, pin, pck };
  const checked = checkedCollateral(collateral, quote, platform, options);
  // Each is awaited in its turn, if its turn comes.
  for (const each of [isQuoteSigned, anchor, isKeySigned, isChainSigned, checked]) {
    each.catch(() => undefined);
  }
  return {
    root,
    anchor,
    chain,
    pck,
    isChainSigned,
    isKeySigned,
    isQuoteSigned,
    collateral: checked,
  };
}

/** An SGX quote says nothing about a TD, and its kind of key has been extracted from machines on sale. */
function readQuote(bytes: Bytes, { sgxEnclaves }: TdxPolicy): Quote {
  const quote = parseQuote(bytes);
  if (quote.body.kind === 'sgx' && sgxEnclaves === undefined) refuse('sgx-refused');
  return quote;
}

/** What the PCK chain says and holds. */
interface Platform {
  readonly chain: readonly Certificate[];
  readonly keys: readonly Promise<CryptoKey>[];
  readonly pin: Pin | undefined;
  readonly pck: Outcome<PckFacts>;
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
  { chain, keys, pin, pck }: Platform,
  { now, policy }: TdxOptions,
): Promise<JudgedCollateral> {
  if (collateral === null) return refuse('collateral-missing');
  const isSgx = quote.body.kind === 'sgx';
  const minimumEvaluationNumber = policy.minimumEvaluationNumber ?? 0;
  const context = { pckChain: chain, pckKeys: keys, pin, now, isSgx, minimumEvaluationNumber };
  const { tcbInfo, qeIdentity, windows } = await checkCollateral(collateral, context);
  const facts = valueOf(pck);
  if (tcbInfo.fmspc !== facts.fmspc || tcbInfo.pceId !== facts.pceId) {
    refuse('collateral-invalid', 'made for another platform');
  }
  const quotingEnclave = attempt(() => judgeQuotingEnclave(quote.qeReport, qeIdentity));
  const tcb = attempt(() => judgeTcb(quote.body, facts, tcbInfo, valueOf(quotingEnclave)));
  return { windows, evaluationNumber: tcbInfo.evaluationNumber, quotingEnclave, tcb };
}

function judge(
  steps: StepLog,
  { body }: Quote,
  chain: readonly Certificate[],
  collateral: Outcome<JudgedCollateral>,
  { now, policy, expectedBinding }: TdxOptions,
): void {
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
}

function factsOf(
  quote: Quote,
  { chain, pck }: { chain: readonly Certificate[]; pck: PckFacts },
  checked: JudgedCollateral | undefined,
  anchorSha256: string,
  policy: TdxPolicy,
): TdxFacts {
  const { body } = quote;
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
