/**
 * What verifying evidence costs beside its bare signatures, and what it weighs. The bare side verifies the very
 * signatures of the evidence, all at once, as WebCrypto allows. For Nitro and SNP their keys are imported beforehand.
 * For TDX a bare check imports the key that came with the evidence and verifies: on P-256 an import costs as much as a
 * verification, and no verifier can do without it. What stands directly below Intel's pinned root is opened once while
 * a program runs, as it is in the product. The stricter figure stands below it, for information.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isVerdictCurrent,
  parseCertificate,
  verifyNitro,
  type Certificate,
  type NitroOptions,
} from '../lib/attestation/index.ts';
import { ecdsaFromDer, P256 } from '../lib/attestation/core/ecdsa.ts';
import { parseRevocationList } from '../lib/attestation/core/crl.ts';
import { parsePem } from '../lib/attestation/core/pem.ts';
import { parseCoseSign1 } from '../lib/attestation/nitro/document.ts';
import { AMD_ROOTS, verifySnp } from '../lib/attestation/snp/index.ts';
import { INTEL_ROOT, parseCollateral, verifyTdx } from '../lib/attestation/tdx/index.ts';
import { fromUtf8, toHex, utf8, type Bytes } from '../lib/bytes/index.ts';
import { weightOf } from '../scripts/weight.ts';
import {
  bare,
  ecdsa,
  links,
  pss,
  ratio,
  timed,
  type Signature,
  type Work,
} from './attestation/bare.ts';
import type { Row } from './row.ts';

const ROOT = join(import.meta.dirname, '..');
const OWN = join(ROOT, 'test/vectors/attestation');
const SHARED = join(ROOT, process.env['SOTTO_VECTORS'] ?? '../shared/vectors', 'attestation');
const BAR = 1.5;

function read(folder: string, path: string): Bytes {
  return new Uint8Array(readFileSync(join(folder, path)));
}

function demandOk(verdict: { ok: boolean; detail?: string }): void {
  if (!verdict.ok) throw new Error(verdict.detail ?? 'refused');
}

function nitroWork(): { full: Work; evidence: Bytes; options: NitroOptions } {
  const evidence = read(OWN, 'nitro-synthetic/ok-indefinite-map.cose');
  const measurement = {
    pcr0: '04a251b81bba377e24a4a8fa9a586feb10e288873f93484b35cacb58b807a56b20f1c9797d518327dfa2185d850bd33d',
    pcr1: '4c91e95c5670f0cf8783f484ff65a23a4406b5c6eaf87f3c59b2c21451cbdb3bfc39803c4bce6ea62ada18de2f031c83',
    pcr2: 'daf6db006944a3b6d8fd279a90548894b43d7bd1193e4401508eee41347d2b09e681a7194cd6346daf627acdc8a85f0a',
  };
  const options: NitroOptions = {
    now: 1772366402234,
    trustAnchors: [read(OWN, 'nitro-synthetic/root-dev.der')],
    policy: { measurements: [measurement] },
    nonce: null,
    expectedBinding: null,
  };
  return { full: async () => demandOk(await verifyNitro(evidence, options)), evidence, options };
}

async function nitroRows(rounds: number): Promise<Row[]> {
  const { full, evidence, options } = nitroWork();
  const verdict = await verifyNitro(evidence, options);
  if (!verdict.ok) throw new Error(verdict.detail);
  const cose = parseCoseSign1(evidence);
  const leafKey = verdict.chain.at(-1)?.publicKey ?? new Uint8Array(0);
  const signatures = [
    ...links(verdict.chain, 'P-384'),
    ecdsa(leafKey, 'P-384', cose.signature, cose.signed),
  ];
  const measured = await ratio(full, bare(signatures, 'imported'), rounds);
  const keyBytes = evidence.subarray(0, 64);
  const cached = { verifiedAtMs: options.now, validUntilMs: verdict.validUntilMs, keyBytes };
  const asked = { now: options.now + 1000, keyBytes };
  const thousand = await timed(async () => {
    for (let i = 0; i < 1000; i++) if (!isVerdictCurrent(cached, asked)) throw new Error('stale');
    return Promise.resolve();
  });
  return [
    row('Nitro, full verification, × its five bare P-384 verifications', measured.ratio, BAR, '×'),
    info('Nitro, full verification', measured.ms, 'ms'),
    row('Nitro from the cache, % of a verification', thousand / 10 / measured.ms, 1, '%'),
  ];
}

async function snpRows(rounds: number): Promise<Row[]> {
  const [report, leaf] = ['snp/ms-turin-v5.report.bin', 'snp/ms-turin-v5.leaf.der'].map((path) =>
    read(SHARED, path),
  );
  if (report === undefined || leaf === undefined) return [];
  const measurement = toHex(report.subarray(0x90, 0xc0));
  const policy = { measurements: [{ measurement }] };
  const options = {
    now: 1772845473000,
    trustAnchors: AMD_ROOTS,
    policy,
    nonce: null,
    expectedBinding: null,
  };
  const verdict = await verifySnp({ report, leaf }, options);
  if (!verdict.ok) throw new Error(verdict.detail);
  const [ark, ask, vcek] = verdict.chain;
  if (ark === undefined || ask === undefined || vcek === undefined) throw new Error('chain');
  const signatures = [
    pss(ark, ask),
    pss(ask, vcek),
    ecdsa(vcek.publicKey, 'P-384', verdict.report.signature, verdict.report.signed),
  ];
  const full: Work = async () => demandOk(await verifySnp({ report, leaf }, options));
  const measured = await ratio(full, bare(signatures, 'imported'), rounds);
  return [row('SNP, full verification, × its bare signature checks', measured.ratio, BAR, '×')];
}

async function tdxRows(rounds: number): Promise<Row[]> {
  const quote = read(SHARED, 'tdx/google-v5.quote.bin');
  const text = fromUtf8(read(SHARED, 'tdx/google-v5.collateral.json'));
  const collateral = parseCollateral(text);
  const body = quote.subarray(54);
  const at = (offset: number): string => toHex(body.subarray(offset, offset + 48));
  const measurement = { mrTd: at(136), rtmr0: at(328), rtmr1: at(376), rtmr2: at(424) };
  const policy = { measurements: [measurement] };
  const options = {
    now: 1770174696000,
    trustAnchors: [INTEL_ROOT],
    policy,
    nonce: null,
    expectedBinding: null,
  };
  const verdict = await verifyTdx({ quote, collateral }, options);
  if (!verdict.ok) throw new Error(verdict.detail);
  const full: Work = async () => demandOk(await verifyTdx({ quote, collateral }, options));
  const signatures = tdxSignatures(verdict, collateral);
  const whole = await ratio(full, bare(signatures, 'as they came'), rounds);
  const strict = await ratio(full, bare(signatures, 'imported'), rounds);
  const strictName = 'TDX, the same, × the checks with keys imported beforehand';
  return [
    row('TDX with collateral, × its bare signature checks', whole.ratio, BAR, '×'),
    info(strictName, strict.ratio, '×'),
  ];
}

type TdxSuccess = Extract<Awaited<ReturnType<typeof verifyTdx>>, { ok: true }>;

/** Two links of the PCK chain, QE report, quote, TCB info, QE identity, the link of their signer, and two CRLs. */
function tdxSignatures(
  { quote, chain }: TdxSuccess,
  collateral: ReturnType<typeof parseCollateral>,
): Signature[] {
  const signing = parsePem(collateral.tcbInfoIssuerChain).map(parseCertificate).reverse();
  const [root, platform, leaf] = chain;
  const signer = signing.at(-1);
  if (!root || !platform || !leaf || !signer) throw new Error('chain');
  const crl = (bytes: Bytes | null, issuer: Certificate): Signature => {
    const list = parseRevocationList(bytes ?? new Uint8Array(0));
    return ecdsa(issuer.publicKey, 'P-256', ecdsaFromDer(list.signature, P256), list.signed);
  };
  const text = (signature: Bytes, json: string): Signature =>
    ecdsa(signer.publicKey, 'P-256', signature, utf8(json));
  return [
    ...links(chain, 'P-256'),
    ...links(signing, 'P-256'),
    ecdsa(leaf.publicKey, 'P-256', quote.qeSignature, quote.qeReport.bytes),
    ecdsa(quote.attestationKey, 'P-256', quote.signature, quote.signed),
    text(collateral.tcbInfoSignature, collateral.tcbInfo),
    text(collateral.qeIdentitySignature, collateral.qeIdentity),
    crl(collateral.rootCaCrl, root),
    crl(collateral.pckCrl, platform),
  ];
}

const NITRO_BYTES = 6000;

async function sizeRows(): Promise<Row[]> {
  const nitro = `export { verifyNitro, AWS_NITRO_PIN } from './lib/attestation/index.ts';`;
  const all = [
    `export { verifyNitro } from './lib/attestation/index.ts';`,
    `export { verifySnp } from './lib/attestation/snp/index.ts';`,
    `export { verifyTdx } from './lib/attestation/tdx/index.ts';`,
    `export { verifySpdm, verifyNras } from './lib/attestation/nvidia/index.ts';`,
    `export { verifyComposite } from './lib/attestation/composite/index.ts';`,
  ].join('\n');
  const name = 'Nitro alone with all it needs of lib/bytes, lib/cbor and lib/errors, gzip';
  return [
    row(name, await weightOf(nitro), NITRO_BYTES, 'bytes'),
    info('every kind with the same, without roots', await weightOf(all), 'bytes'),
  ];
}

function info(name: string, value: number, unit: string): Row {
  return { name: `attestation: ${name}`, value, bar: null, unit, met: true };
}

function row(name: string, value: number, bar: number, unit: string): Row {
  return { name: `attestation: ${name}`, value, bar, unit, met: value <= bar };
}

/** Evidence of SNP and TDX machines is third-party data: without it those rows are missed, not left out. */
async function orMissed(name: string, rows: Promise<Row[]>): Promise<Row[]> {
  return rows.catch(() => [
    row(`${name}: no evidence at hand (SOTTO_VECTORS)`, Number.NaN, BAR, '×'),
  ]);
}

export async function rows({ quick }: { quick: boolean }): Promise<readonly Row[]> {
  const rounds = quick ? 5 : 200;
  return [
    ...(await nitroRows(rounds)),
    ...(await orMissed('SNP', snpRows(rounds))),
    ...(await orMissed('TDX', tdxRows(rounds))),
    ...(await sizeRows()),
  ];
}
