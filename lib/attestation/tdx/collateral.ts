/**
 * Checks Intel's collateral: TCB info and enclave identity over the exact text that was signed, the chain of their
 * signing key to the same pinned root, and both revocation lists. All of it must be there and current: what is
 * missing is not "nothing revoked". It is signed, so it may come from the server; nothing here fetches.
 */
import { equal, utf8, type Bytes } from '../../bytes/index.ts';
import { checkLinks, checkValidity, importKeys, iso, verifyLinks } from '../core/chain.ts';
import { certifiedBy, type Certified } from '../core/certified.ts';
import { checkRevocationList, parseRevocationList, type RevocationList } from '../core/crl.ts';
import { ecdsaFromDer, verifyEcdsa, P256 } from '../core/ecdsa.ts';
import { JsonReader } from '../core/json.ts';
import { attempt, valueOf } from '../core/outcome.ts';
import { parsePem } from '../core/pem.ts';
import type { Pin } from '../core/pinned.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import { parseQeIdentity, parseTcbInfo, type QeIdentity, type TcbInfo } from './tcb-info.ts';

export interface TdxCollateral {
  /** The JSON text of `tcbInfo`, as signed. */
  readonly tcbInfo: string;
  readonly tcbInfoSignature: Bytes;
  /** PEM: signing certificate, root. */
  readonly tcbInfoIssuerChain: string;
  readonly qeIdentity: string;
  readonly qeIdentitySignature: Bytes;
  readonly qeIdentityIssuerChain: string;
  /** DER; null is refused as missing. */
  readonly rootCaCrl: Bytes | null;
  readonly pckCrl: Bytes | null;
}

export interface Window {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface CheckedCollateral {
  readonly tcbInfo: TcbInfo;
  readonly qeIdentity: QeIdentity;
  /** When each piece is valid; what is built on it must not be kept longer than the first to end. */
  readonly windows: readonly Window[];
}

const json = /* @__PURE__ */ new JsonReader('collateral-invalid');

/** Reads collateral in the JSON form that quote libraries exchange (hex for bytes, PEM for chains). */
export function parseCollateral(text: string): TdxCollateral {
  const record = json.record(json.parse(text, 1 << 20), 'not an object');
  const field = (name: string): string => json.text(record[name], name);
  const hex = (name: string): Bytes => json.bytes(record[name], name, field(name).length / 2);
  const optional = (name: string): Bytes | null =>
    (record[name] ?? null) === null ? null : hex(name);
  return {
    tcbInfo: field('tcb_info'),
    tcbInfoSignature: hex('tcb_info_signature'),
    tcbInfoIssuerChain: field('tcb_info_issuer_chain'),
    qeIdentity: field('qe_identity'),
    qeIdentitySignature: hex('qe_identity_signature'),
    qeIdentityIssuerChain: field('qe_identity_issuer_chain'),
    rootCaCrl: optional('root_ca_crl'),
    pckCrl: optional('pck_crl'),
  };
}

export interface CollateralContext {
  readonly now: number;
  /** Root, authority, leaf; with their keys, which the revocation lists are signed by too. */
  readonly pckChain: readonly Certificate[];
  readonly pckKeys: readonly Promise<CryptoKey>[];
  /** The root, where it is pinned by its bytes. */
  readonly pin: Pin | undefined;
  readonly isSgx: boolean;
  readonly minimumEvaluationNumber: number;
}

/** Throws AttestationError 'collateral-…', 'crl-…' or 'revoked'. */
export async function checkCollateral(
  collateral: TdxCollateral,
  context: CollateralContext,
): Promise<CheckedCollateral> {
  const { isSgx, now } = context;
  const [tcbSigner, qeSigner] = signersOf(collateral, context);
  const pending = Promise.all([
    checkCrls(collateral, context),
    checkText(collateral.tcbInfo, collateral.tcbInfoSignature, tcbSigner.key),
    checkText(collateral.qeIdentity, collateral.qeIdentitySignature, qeSigner.key),
    tcbSigner.isSigned,
    qeSigner.isSigned,
  ]);
  pending.catch(() => undefined);
  // Read while the signatures are verified, used after.
  const parsedInfo = attempt(() => parseTcbInfo(collateral.tcbInfo, isSgx ? 'SGX' : 'TDX'));
  const parsedIdentity = attempt(() =>
    parseQeIdentity(collateral.qeIdentity, isSgx ? 'QE' : 'TD_QE'),
  );
  const [crls] = await pending;
  for (const { certificate } of [tcbSigner, qeSigner]) {
    if (crls.root.revoked.has(certificate.serialHex)) refuse('revoked', 'TCB signing key');
  }
  const [tcbInfo, qeIdentity] = [valueOf(parsedInfo), valueOf(parsedIdentity)];
  for (const { issuedMs, nextUpdateMs, evaluationNumber } of [tcbInfo, qeIdentity]) {
    if (!(issuedMs <= now && now <= nextUpdateMs)) {
      refuse('collateral-stale', `${iso(issuedMs)} to ${iso(nextUpdateMs)}`);
    }
    // Old TCB info that has not expired yet hides a TCB recovery.
    if (evaluationNumber < context.minimumEvaluationNumber) {
      refuse('collateral-stale', `evaluation ${evaluationNumber}`);
    }
  }
  const windows = windowsOf(tcbInfo, qeIdentity, crls, [
    tcbSigner.certificate,
    qeSigner.certificate,
  ]);
  return { tcbInfo, qeIdentity, windows };
}

/** Both pieces are mostly signed by one key: its chain is then checked once. */
function signersOf(
  { tcbInfoIssuerChain, qeIdentityIssuerChain }: TdxCollateral,
  context: CollateralContext,
): readonly [Certified, Certified] {
  const tcbSigner = openSigner(tcbInfoIssuerChain, context);
  const isSame = tcbInfoIssuerChain === qeIdentityIssuerChain;
  return [tcbSigner, isSame ? tcbSigner : openSigner(qeIdentityIssuerChain, context)];
}

/** A key that the pinned root certified for signing collateral. */
function openSigner(pem: string, { now, pckChain, pckKeys, pin }: CollateralContext): Certified {
  const [signerBytes, rootBytes] = parsePem(pem, 2);
  const [[root], [rootKey]] = [pckChain, pckKeys];
  if (!signerBytes || !rootBytes || !root || !rootKey) return refuse('collateral-invalid', 'chain');
  // The one pinned root stands above both chains, byte for byte.
  if (!equal(rootBytes, root.bytes)) refuse('root-unknown', 'collateral');
  const signer = pin ? certifiedBy(pin, signerBytes, P256) : certify(signerBytes, root, rootKey);
  const chain = [root, signer.certificate];
  checkLinks(chain, P256);
  checkValidity(chain, now);
  return signer;
}

function certify(bytes: Bytes, root: Certificate, rootKey: Promise<CryptoKey>): Certified {
  const certificate = parseCertificate(bytes);
  const [key = refuse('collateral-invalid', 'chain')] = importKeys([certificate], P256);
  const isSigned = verifyLinks([root, certificate], [rootKey, key], P256);
  isSigned.catch(() => undefined);
  return { certificate, key, isSigned };
}

/** The signature (r‖s) is over the text as it came. */
async function checkText(text: string, signature: Bytes, key: Promise<CryptoKey>): Promise<void> {
  if (!(await verifyEcdsa(await key, P256, signature, utf8(text)))) {
    refuse('collateral-invalid', 'signature');
  }
}

interface CheckedCrls {
  readonly root: RevocationList;
  readonly pck: RevocationList;
}

async function checkCrls(
  { rootCaCrl, pckCrl }: TdxCollateral,
  { now, pckChain, pckKeys }: CollateralContext,
): Promise<CheckedCrls> {
  const [root, authority, leaf] = pckChain;
  const [rootKey, authorityKey] = pckKeys;
  if (!root || !authority || !leaf || !rootKey || !authorityKey) {
    return refuse('chain-broken', 'PCK chain');
  }
  if (rootCaCrl === null || pckCrl === null) return refuse('crl-missing');
  const [rootList, pckList] = await Promise.all([
    checkedList(rootCaCrl, root, rootKey, now),
    checkedList(pckCrl, authority, authorityKey, now),
  ]);
  if (rootList.revoked.has(authority.serialHex)) refuse('revoked', 'PCK authority');
  if (pckList.revoked.has(leaf.serialHex)) refuse('revoked', 'platform');
  return { root: rootList, pck: pckList };
}

async function checkedList(
  bytes: Bytes,
  issuer: Certificate,
  key: Promise<CryptoKey>,
  now: number,
): Promise<RevocationList> {
  const list = parseRevocationList(bytes);
  checkRevocationList(list, issuer.subject, now);
  if (list.signatureAlgorithmHex !== P256.signatureAlgorithm) refuse('crl-invalid', 'algorithm');
  const signature = ecdsaFromDer(list.signature, P256);
  if (!(await verifyEcdsa(await key, P256, signature, list.signed))) {
    refuse('crl-invalid', 'signature');
  }
  return list;
}

function windowsOf(
  tcbInfo: TcbInfo,
  qeIdentity: QeIdentity,
  { root, pck }: CheckedCrls,
  [tcbSigner, qeSigner]: readonly [Certificate, Certificate],
): readonly Window[] {
  return [
    { name: 'tcbInfo', fromMs: tcbInfo.issuedMs, untilMs: tcbInfo.nextUpdateMs },
    { name: 'qeIdentity', fromMs: qeIdentity.issuedMs, untilMs: qeIdentity.nextUpdateMs },
    { name: 'rootCRL', fromMs: root.thisUpdateMs, untilMs: root.nextUpdateMs },
    { name: 'pckCRL', fromMs: pck.thisUpdateMs, untilMs: pck.nextUpdateMs },
    { name: 'tcbsign', fromMs: tcbSigner.notBeforeMs, untilMs: tcbSigner.notAfterMs },
    { name: 'qesign', fromMs: qeSigner.notBeforeMs, untilMs: qeSigner.notAfterMs },
  ];
}
