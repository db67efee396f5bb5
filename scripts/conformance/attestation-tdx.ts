/** TDX (and SGX) quote vectors: the verdict with its flips, and every decoded field of quote, PCK and collateral. */
import { fromUtf8, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { commonName } from '../../lib/attestation/index.ts';
import {
  parseCollateral,
  parseQuote,
  TCB_STATUSES,
  verifyTdx,
  type Quote,
  type RefusedTdx,
  type SgxBody,
  type TcbStatus,
  type TdBody,
  type TdxFacts,
  type TdxPolicy,
  type VerifiedTdx,
} from '../../lib/attestation/tdx/index.ts';
import { recordAt, stringsAt, type JsonRecord } from '../json.ts';
import {
  anchorsOf,
  checkPolicyFields,
  compareAll,
  compareVerdict,
  dateText,
  hexAt,
  partOf,
  verdictOf,
  type Case,
  type Unreadable,
} from './attestation-world.ts';

type Verdict = VerifiedTdx | RefusedTdx | Unreadable;

export async function checkTdx(given: Case): Promise<void> {
  const { expect, policy, entry } = given;
  checkPolicyFields(policy, ['report_data_hex', 'mrtd_hex', 'root_sha256']);
  const verdict = await judged(given, {});
  compareVerdict(verdict, expect['accept']);
  if (entry['mutate'] === undefined) await compareFields(given);
  const advisories = stringsAt(recordAt(expect, 'collateral'), 'advisories');
  const statuses = stringsAt(expect, 'accept_if_tcb_status_allowed');
  for (const status of statuses) {
    compareVerdict(
      await judged(given, { ...statusPolicy(status, advisories), allowSgx: true }),
      true,
    );
  }
  if (expect['accept_if_debug_allowed'] === true) {
    // The flip is about the debug bit alone: the platform's own status, where it is worse, is allowed with it.
    const status = recordAt(expect, 'collateral')['tcb_status'];
    const more = typeof status === 'string' ? statusPolicy(status, advisories) : {};
    compareVerdict(await judged(given, { ...more, allowDebug: true }), true);
  }
}

interface Flip extends Partial<TdxPolicy> {
  readonly allowSgx?: boolean;
}

function statusPolicy(status: string, allowedAdvisories: readonly string[]): Flip {
  const known = TCB_STATUSES.find((name) => name === status);
  if (!isAllowable(known)) throw new Error(`status ${status} is not known`);
  return { allowedStatuses: [known], allowedAdvisories };
}

function isAllowable(status: TcbStatus | undefined): status is Exclude<TcbStatus, 'Revoked'> {
  return status !== undefined && status !== 'Revoked';
}

function judged(given: Case, flip: Flip): Promise<Verdict> {
  return verdictOf(() => verified(given, flip));
}

async function verified(
  given: Case,
  { allowSgx, ...flip }: Flip,
): Promise<VerifiedTdx | RefusedTdx> {
  const { parts, policy, now, world } = given;
  const bytes = partOf(parts, 'file');
  const collateral = parts['collateral'];
  const reportData = hexAt(policy, 'report_data_hex');
  const options = {
    now,
    trustAnchors: await anchorsOf(given, world.roots.intel),
    nonce: null,
    expectedBinding: reportData ? ({ kind: 'report-data', reportData } as const) : null,
    policy: { ...imagePolicy(bytes, hexAt(policy, 'mrtd_hex'), allowSgx === true), ...flip },
  };
  const evidence = {
    quote: bytes,
    collateral: collateral === undefined ? null : parseCollateral(fromUtf8(collateral)),
  };
  return verifyTdx(evidence, options);
}

/** The vectors' default policy names no image: the one in the quote is allowed, if its signature holds. */
function imagePolicy(bytes: Bytes, mrTd: Bytes | undefined, allowSgx: boolean): TdxPolicy {
  const body = readQuote(bytes)?.body;
  if (body === undefined) return { measurements: [] };
  if (body.kind === 'sgx') {
    return { measurements: [], ...(allowSgx && { sgxEnclaves: [toHex(body.mrEnclave)] }) };
  }
  const { rtmr0, rtmr1, rtmr2 } = body;
  const measurement = { mrTd: toHex(mrTd ?? body.mrTd), rtmr0: toHex(rtmr0) };
  return { measurements: [{ ...measurement, rtmr1: toHex(rtmr1), rtmr2: toHex(rtmr2) }] };
}

/** Undefined where its form cannot be read, of which the verdict has spoken already. */
function readQuote(bytes: Bytes): Quote | undefined {
  try {
    return parseQuote(bytes);
  } catch {
    return undefined;
  }
}

async function compareFields(given: Case): Promise<void> {
  const { expect } = given;
  const verdict = await judged(given, { allowSgx: true });
  const facts = verdict.ok ? verdict : verdict.signed;
  compareAll(expect, { authentic: facts !== null, signatures_valid: facts !== null });
  const quote = facts?.quote ?? readQuote(partOf(given.parts, 'file'));
  if (quote === undefined) return;
  compareAll(expect, quoteFields(quote));
  if (quote.body.kind === 'sgx') compareAll(expect['sgx'], sgxFields(quote.body));
  else compareAll(expect['td'], tdFields(quote.body));
  if (facts === null) return;
  compareAll(expect, pckFields(facts));
  const collateral = recordAt(expect, 'collateral');
  compareAll(collateral, collateralFields(facts));
  compareAll(collateral['windows'], windowsOf(facts));
}

function quoteFields({ body, ...quote }: Quote): Record<string, unknown> {
  const debug =
    body.kind === 'sgx' ? (body.attributes[0] ?? 0) & 2 : (body.tdAttributes[0] ?? 0) & 1;
  return {
    version: quote.version,
    tee_type: quote.teeType,
    body_kind: body.kind,
    debug: debug !== 0,
    signed_len: quote.signed.length,
    trailing_bytes: quote.trailing.length,
    trailing_all_zero: quote.trailing.every((byte) => byte === 0),
    qe_isvsvn: quote.qeReport.isvSvn,
    ...(body.kind === 'td15' && {
      mrservicetd_zero: body.mrServiceTd?.every((byte) => byte === 0) === true,
    }),
  };
}

function tdFields(body: TdBody): Record<string, unknown> {
  const names: Readonly<Record<string, string>> = {
    teeTcbSvn: 'tee_tcb_svn',
    teeTcbSvn2: 'tee_tcb_svn2',
  };
  const fields: [string, unknown][] = Object.entries(body);
  return Object.fromEntries(
    fields.flatMap(([name, value]) =>
      value instanceof Uint8Array ? [[names[name] ?? name.toLowerCase(), toHex(value)]] : [],
    ),
  );
}

function sgxFields(body: SgxBody): Record<string, unknown> {
  return {
    cpusvn: toHex(body.cpuSvn),
    miscselect: toHex(body.miscSelect),
    attributes: toHex(body.attributes),
    mrenclave: toHex(body.mrEnclave),
    mrsigner: toHex(body.mrSigner),
    isvprodid: body.isvProdId,
    isvsvn: body.isvSvn,
    reportdata: toHex(body.reportData),
  };
}

function pckFields({ pck, chain, isDevelopmentRoot }: TdxFacts): Record<string, unknown> {
  const leaf = chain.at(-1);
  return {
    fmspc: pck.fmspc,
    pceid: pck.pceId,
    pck_tcb: pck.components,
    pcesvn: pck.pceSvn,
    pck_chain_to_intel_root: !isDevelopmentRoot,
    pck_ca: leaf && commonName(leaf.issuer).split(' ')[3]?.toLowerCase(),
    pck_valid: leaf && [dateText(leaf.notBeforeMs, '+00:00'), dateText(leaf.notAfterMs, '+00:00')],
  };
}

function collateralFields({ tcb, quotingEnclave, evaluationNumber }: TdxFacts): JsonRecord {
  return {
    errors: [],
    qe_status: quotingEnclave?.status ?? null,
    tcb_evaluation_data_number: evaluationNumber,
    tcb_status: tcb?.status ?? null,
    ...(tcb && {
      module_status: tcb.module,
      advisories: tcb.advisories.length > 0 ? tcb.advisories : null,
    }),
  };
}

function windowsOf({ windows, chain }: TdxFacts): Record<string, unknown> {
  const leaf = chain.at(-1);
  const all = [
    ...windows,
    { name: 'pck', fromMs: leaf?.notBeforeMs ?? 0, untilMs: leaf?.notAfterMs ?? 0 },
  ];
  return Object.fromEntries(
    all.map(({ name, fromMs, untilMs }) => [
      name,
      [dateText(fromMs, '+00:00'), dateText(untilMs, '+00:00')],
    ]),
  );
}
