/**
 * Verifies an AMD SEV-SNP report: AMD root → AMD signing authority → VCEK or VLEK → report → what it says.
 * Follows AMD's ABI specification (56860) and KDS interface (57230).
 * Must never fetch, and never take an authority from beside the report: those are pinned by the caller.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { checkAuthority, checkExtensions, checkValidity, iso } from '../core/chain.ts';
import { checkRevocationList, parseRevocationList } from '../core/crl.ts';
import { importEcKey, verifyEcdsa, P384 } from '../core/ecdsa.ts';
import { openPin, sha256Of } from '../core/pinned.ts';
import { checkPssAlgorithm, verifyPss } from '../core/rsa.ts';
import { StepLog } from '../core/steps.ts';
import { commonName, parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import {
  checkChip,
  checkProductName,
  checkTcbEqual,
  readKeyCertificate,
  type KeyCertificate,
} from './key-certificate.ts';
import {
  checkGuestPolicy,
  checkMeasurement,
  checkPrivilegeLevel,
  checkProduct,
  checkReportData,
  checkTcbFloor,
  findAllowed,
  type SnpBinding,
  type SnpPolicy,
} from './policy.ts';
import { AMD_ROOT_SHA256 } from './pins.ts';
import { isIssuedBy, isSignedBy, keyOf } from './pinned.ts';
import { parseReport, productOf, type SnpProduct, type SnpReport } from './report.ts';

export interface SnpEvidence {
  readonly report: Bytes;
  /** The VCEK or VLEK certificate, DER. It proves itself, so it may come from the server. */
  readonly leaf: Bytes;
  /** AMD's list of revoked signing authorities, DER; judged when given. */
  readonly crl?: Bytes;
}

export interface SnpOptions {
  readonly now: number;
  /** DER of the pinned AMD roots (ARK) and signing authorities (ASK, ASVK). */
  readonly trustAnchors: readonly Bytes[];
  readonly policy: SnpPolicy;
  /** SNP evidence has no nonce field: it goes into expectedBinding. */
  readonly nonce: null;
  readonly expectedBinding: SnpBinding | null;
}

export interface SnpFacts {
  readonly product: SnpProduct;
  readonly report: SnpReport;
  readonly keyCertificate: KeyCertificate;
  readonly measurement: string;
  readonly release: string | null;
  readonly anchorSha256: string;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
  /** Root, authority, key. */
  readonly chain: readonly Certificate[];
}

export type VerifiedSnp = Verified<'amd-sev-snp', SnpFacts>;
export type RefusedSnp = Refused<'amd-sev-snp', SnpFacts>;

const STEPS: readonly StepName[] = [
  'report',
  'root',
  'chain',
  'key-certificate',
  'signature',
  'revocation',
  'valid-now',
  'platform',
  'debug',
  'attributes',
  'tcb',
  'measurement',
  'binding',
];

export async function verifySnp(
  evidence: SnpEvidence,
  options: SnpOptions,
): Promise<VerifiedSnp | RefusedSnp> {
  const steps = new StepLog(STEPS);
  return steps.conclude('amd-sev-snp', evidence.report, async () => {
    const report = await steps.stage('report', 'SNP', evidence.report, () =>
      parseReport(evidence.report),
    );
    const chain = await steps.stage('root', 'pinned', evidence.leaf, () =>
      findChain(evidence.leaf, options.trustAnchors),
    );
    const [root, authority, leaf] = chain;
    const rootDigest = sha256Of(openPin(root.bytes));
    const isLeafSigned = verifyChain(chain);
    const isReportSigned = verifyReport(leaf, report);
    for (const pending of [isLeafSigned, isReportSigned]) pending.catch(() => undefined);
    await steps.stage('chain', commonName(authority.subject), authority.bytes, () => isLeafSigned);
    const signingKey = await steps.stage('key-certificate', report.signingKey, leaf.bytes, () =>
      readLeaf(leaf, report, options.policy),
    );
    await steps.stage('signature', 'ECDSA P-384', report.signed, () => isReportSigned);
    await checkRevocation(steps, evidence, root, authority, options.now);
    judge(steps, report, signingKey.product, chain, options);
    return factsOf(report, signingKey, chain, rootDigest, options);
  });
}

type SnpChain = readonly [root: Certificate, authority: Certificate, leaf: Certificate];

/** Names choose among the pinned certificates; only the signatures then say that the choice was right. */
function findChain(leafBytes: Bytes, trustAnchors: readonly Bytes[]): SnpChain {
  if (leafBytes.length > 4096) refuse('evidence-too-large', 'key certificate');
  const leaf = parseCertificate(leafBytes);
  const pinned = trustAnchors.map((anchor) => openPin(anchor).certificate);
  const issuerOf = ({ issuer }: Certificate): Certificate =>
    pinned.find(({ subject }) => equal(subject, issuer)) ??
    refuse('root-unknown', commonName(issuer));
  const authority = issuerOf(leaf);
  return [issuerOf(authority), authority, leaf];
}

async function verifyChain([root, authority, leaf]: SnpChain): Promise<void> {
  [root, authority].forEach((certificate, index) => {
    checkExtensions(certificate, index);
    checkAuthority(certificate, index, 1 - index);
  });
  checkExtensions(leaf, 2);
  const [rootPin, authorityPin] = [openPin(root.bytes), openPin(authority.bytes)];
  const verdicts = await Promise.all([
    isIssuedBy(authorityPin, rootPin),
    isSignedBy(leaf, await keyOf(authorityPin)),
  ]);
  if (verdicts.includes(false)) refuse('chain-broken', 'certificate signature');
}

async function verifyReport(leaf: Certificate, { signature, signed }: SnpReport): Promise<void> {
  const key = await importEcKey(leaf.publicKey, P384);
  if (!(await verifyEcdsa(key, P384, signature, signed))) refuse('signature-invalid', 'report');
}

const AUTHORITY = /^SEV-(VLEK-)?(Milan|Genoa|Turin)$/;
const PRODUCTS: readonly SnpProduct[] = ['Milan', 'Genoa', 'Turin'];

interface SigningKeyFacts {
  readonly product: SnpProduct;
  readonly keyCertificate: KeyCertificate;
}

/** The authority's name says which product and which kind of key; certificate, CPUID and report must all agree. */
function readLeaf(leaf: Certificate, report: SnpReport, policy: SnpPolicy): SigningKeyFacts {
  const [, vlek, name] = AUTHORITY.exec(commonName(leaf.issuer)) ?? [];
  const product = PRODUCTS.find((known) => known === name);
  const isVlek = report.signingKey === 'VLEK';
  if (product === undefined || (vlek !== undefined) !== isVlek) {
    return refuse('platform-mismatch', 'another kind of signing key');
  }
  const key = readKeyCertificate(leaf, product);
  checkProductName(key, product);
  if ((productOf(report) ?? product) !== product) refuse('platform-mismatch', 'processor');
  checkTcbEqual(key, report, product);
  if (!isVlek) checkChip(key, report, product, policy.allowHiddenChip === true);
  else if (key.hardwareId !== null || key.operator === null) refuse('platform-mismatch', 'VLEK');
  if (policy.operator !== undefined && key.operator !== policy.operator) {
    refuse('operator-mismatch', key.operator ?? 'none');
  }
  return { product, keyCertificate: key };
}

async function checkRevocation(
  steps: StepLog,
  { crl }: SnpEvidence,
  root: Certificate,
  authority: Certificate,
  now: number,
): Promise<void> {
  if (crl === undefined) {
    steps.check('revocation', null);
    return;
  }
  await steps.stage('revocation', 'not revoked', crl, async () => {
    const list = parseRevocationList(crl);
    checkRevocationList(list, root.subject, now);
    checkPssAlgorithm(list.signatureAlgorithmHex);
    const key = await keyOf(openPin(root.bytes));
    if (!(await verifyPss(key, list.signature, list.signed))) refuse('crl-invalid', 'signature');
    if (list.revoked.has(authority.serialHex)) refuse('revoked', 'signing authority');
  });
}

function judge(
  steps: StepLog,
  report: SnpReport,
  product: SnpProduct,
  chain: SnpChain,
  { now, policy, expectedBinding }: SnpOptions,
): void {
  steps.check('valid-now', () => {
    checkValidity(chain, now);
    return iso(now);
  });
  steps.check('platform', () => {
    checkProduct(product, policy);
    return product;
  });
  steps.check('debug', () => checkGuestPolicy(report, policy));
  steps.check('attributes', () => checkPrivilegeLevel(report, policy));
  steps.check('tcb', () => checkTcbFloor(report, product, policy), report.reportedTcb);
  steps.check('measurement', () => checkMeasurement(report, policy), report.measurement);
  const binding = expectedBinding && (() => checkReportData(report, expectedBinding));
  steps.check('binding', binding, report.reportData);
}

async function factsOf(
  report: SnpReport,
  { product, keyCertificate }: SigningKeyFacts,
  chain: SnpChain,
  rootDigest: Promise<string>,
  { policy }: SnpOptions,
): Promise<SnpFacts> {
  const anchorSha256 = await rootDigest;
  return {
    product,
    report,
    keyCertificate,
    measurement: toHex(report.measurement),
    release: findAllowed(report, policy)?.release ?? null,
    anchorSha256,
    isDevelopmentRoot: !AMD_ROOT_SHA256.includes(anchorSha256),
    validUntilMs: Math.min(...chain.map(({ notAfterMs }) => notAfterMs)),
    chain,
  };
}
