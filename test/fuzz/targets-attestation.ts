/** Every parser of attestation evidence, and each whole verification, under hostile bytes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_NITRO_ROOT, openReleaseList, verifyNitro } from '../../lib/attestation/index.ts';
import { parseComposite, verifyComposite } from '../../lib/attestation/composite/index.ts';
import { parseRevocationList } from '../../lib/attestation/core/crl.ts';
import { elements, readDer, SEQUENCE } from '../../lib/attestation/core/der.ts';
import { parsePem } from '../../lib/attestation/core/pem.ts';
import { parseCertificate } from '../../lib/attestation/core/x509.ts';
import { parseCoseSign1, parseDocument } from '../../lib/attestation/nitro/document.ts';
import {
  NRAS_ISSUER,
  NVIDIA_ROOT,
  parseDeviceReport,
  parseKeySet,
  parseToken,
  verifyNras,
  verifySpdm,
} from '../../lib/attestation/nvidia/index.ts';
import {
  AMD_ROOTS,
  parseReport,
  readKeyCertificate,
  verifySnp,
} from '../../lib/attestation/snp/index.ts';
import {
  INTEL_ROOT,
  parseCollateral,
  parseQeIdentity,
  parseQuote,
  parseTcbInfo,
  verifyTdx,
} from '../../lib/attestation/tdx/index.ts';
import { parseBundle } from '../../lib/attestation/provenance/bundle.ts';
import { checkSigner } from '../../lib/attestation/provenance/signer.ts';
import { parseStatement } from '../../lib/attestation/provenance/statement.ts';
import { fromHex, toBase64, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { readCbor } from '../../lib/cbor/index.ts';
import { TestSigstore } from '../fakes/sigstore.ts';
import type { FuzzTarget } from './target.ts';

const OWN = join(import.meta.dirname, '../vectors/attestation');
const SHARED = join(
  import.meta.dirname,
  '../..',
  process.env['SOTTO_VECTORS'] ?? '../shared/vectors',
);
const NOW = Date.parse('2026-03-01T12:00:00Z');
const TIMES = { now: NOW, nonce: null, expectedBinding: null };

/** Committed seeds; evidence of real machines only where it lies beside the repository. */
function seeds(...paths: readonly string[]): Bytes[] {
  return [OWN, join(SHARED, 'attestation')].flatMap((folder) =>
    paths
      .map((path) => join(folder, path))
      .filter((path) => existsSync(path))
      .map((path) => new Uint8Array(readFileSync(path))),
  );
}

/** Bytes as text, each byte one character: every byte string is some text. */
function textOf(bytes: Bytes): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** A verification must come to one of its two ends by itself. */
async function concluded(verdict: Promise<{ ok: boolean }>): Promise<void> {
  if (typeof (await verdict).ok !== 'boolean') throw new TypeError('no verdict');
}

const documents = seeds(
  ...['ok-definite-map', 'ok-indefinite-map', 'ok-max-sizes', 'ok-tag18', 'tag-61'].map(
    (name) => `nitro-synthetic/${name}.cose`,
  ),
);
const quotes = seeds(
  'tdx/google-v5.quote.bin',
  'tdx/phala-v4.quote.bin',
  'tdx/phala-sgx-v3.quote.bin',
);
const reports = seeds('snp/ms-turin-v5.report.bin', 'snp/trustee-milan-v3-vlek-vmpl1.report.bin');
const leaves = seeds('snp/ms-turin-v5.leaf.der', 'snp/trustee-milan-v3-vlek-vmpl1.leaf.der');
const devices = seeds('nvidia/nvtrust-hopper.spdm.bin', 'nvidia/nvtrust-ls10-0.spdm.bin');
const answers = seeds('nvidia/nras-hopper-1gpu-true.eat.json');
const keySets = seeds('nvidia/nras-hopper-1gpu-true.jwks.json');
const composites = seeds('composite/tinfoil-v3-20260622.json');
const collaterals = seeds('tdx/google-v5.collateral.json', 'tdx/phala-sgx-v3.collateral.json');
const roots = [AWS_NITRO_ROOT, INTEL_ROOT, NVIDIA_ROOT, NRAS_ISSUER, ...AMD_ROOTS.slice(0, 2)];

const firstCollateral = collaterals[0] && parseCollateral(textOf(collaterals[0]));
const crls = [firstCollateral?.pckCrl, firstCollateral?.rootCaCrl].flatMap((crl) => crl ?? []);
const tcbInfo = utf8(
  firstCollateral?.tcbInfo ??
    '{"id":"TDX","version":3,"issueDate":"2026-01-12T15:46:45Z","nextUpdate":"2026-02-11T15:46:45Z","fmspc":"90c06f000000","pceId":"0000","tcbType":0,"tcbEvaluationDataNumber":18,"tdxModule":{"mrsigner":"00","attributes":"00","attributesMask":"FF"},"tcbLevels":[]}',
);
const qeIdentity = utf8(
  firstCollateral?.qeIdentity ??
    '{"id":"TD_QE","version":2,"issueDate":"2026-01-12T16:03:13Z","nextUpdate":"2026-02-11T16:03:13Z","tcbEvaluationDataNumber":18,"miscselect":"00000000","miscselectMask":"FFFFFFFF","tcbLevels":[]}',
);
const leaf = leaves[0];
const chainPem = seeds('nvidia/nvtrust-hopper.chain.pem')[0];
const pem = `-----BEGIN CERTIFICATE-----\n${toBase64(NVIDIA_ROOT)}\n-----END CERTIFICATE-----\n`;
const token = 'eyJhbGciOiJFUzM4NCIsImtpZCI6ImsifQ.eyJpc3MiOiJ4In0.AAAA';
const releaseList = JSON.stringify({ list: toBase64(utf8('{"version":1}')), signature: 'AAAA' });

const SOURCE = { issuer: 'i', repository: 'https://r.example/a', workflow: 'w.yml' };
const bundle = utf8(
  JSON.stringify(
    new TestSigstore().bundle({
      ...{ ...SOURCE, ref: 'refs/tags/v1.0.0', timeMs: 1_772_366_400_000 },
      statement: { _type: 'https://in-toto.io/Statement/v1', subject: [], predicate: {} },
    }),
  ),
);

const parsers: readonly FuzzTarget[] = [
  {
    name: 'cbor',
    seeds: [fromHex('bf01029f0304ff6161f6ff'), fromHex('d28443a10126a0410040'), ...documents],
    run: (bytes) => readCbor(bytes, { maxBytes: 65536, allowIndefinite: true, tags: [18] }),
  },
  { name: 'der', seeds: roots, run: (bytes) => elements(readDer(bytes, SEQUENCE)) },
  { name: 'x509', seeds: [...roots, ...leaves], run: (bytes) => parseCertificate(bytes) },
  { name: 'crl', seeds: crls, run: (bytes) => parseRevocationList(bytes) },
  { name: 'pem', seeds: [utf8(pem)], run: (bytes) => parsePem(textOf(bytes)) },
  { name: 'cose-sign1', seeds: documents, run: (bytes) => parseCoseSign1(bytes) },
  {
    name: 'nitro-payload',
    seeds: documents.flatMap((bytes) => {
      try {
        return [parseCoseSign1(bytes).payload];
      } catch {
        return [];
      }
    }),
    run: (bytes) => parseDocument(bytes),
  },
  {
    name: 'snp-report',
    seeds: [new Uint8Array(1184), ...reports],
    run: (bytes) => parseReport(bytes),
  },
  {
    name: 'snp-key-certificate',
    seeds: leaves,
    run: (bytes) => readKeyCertificate(parseCertificate(bytes), 'Turin'),
  },
  { name: 'tdx-quote', seeds: quotes, run: (bytes) => parseQuote(bytes) },
  { name: 'tcb-info', seeds: [tcbInfo], run: (bytes) => parseTcbInfo(textOf(bytes), 'TDX') },
  {
    name: 'qe-identity',
    seeds: [qeIdentity],
    run: (bytes) => parseQeIdentity(textOf(bytes), 'TD_QE'),
  },
  { name: 'tdx-collateral', seeds: collaterals, run: (bytes) => parseCollateral(textOf(bytes)) },
  {
    name: 'spdm-report',
    seeds: [fromHex(`11e001ff${'00'.repeat(33)}1160000000000000`), ...devices],
    run: (bytes) => parseDeviceReport(bytes),
  },
  { name: 'jwt', seeds: [utf8(token)], run: (bytes) => parseToken(textOf(bytes)) },
  {
    name: 'jwks',
    seeds: [utf8('{"keys":[{"kty":"EC"}]}'), ...keySets],
    run: (bytes) => parseKeySet(textOf(bytes)),
  },
  {
    name: 'composite',
    seeds: [utf8('{"gpu":{}}'), ...composites],
    run: (bytes) => parseComposite(bytes),
  },
  {
    name: 'sigstore-bundle',
    seeds: [bundle],
    run: (bytes) => parseBundle(textOf(bytes)),
  },
  {
    name: 'sigstore-signer',
    seeds: [parseBundle(textOf(bundle)).certificate],
    run: (bytes) => checkSigner(bytes, SOURCE),
  },
  {
    name: 'image-statement',
    seeds: [parseBundle(textOf(bundle)).payload],
    run: (bytes) => parseStatement(bytes),
  },
];

const verifications: readonly FuzzTarget[] = [
  {
    name: 'verify-nitro',
    seeds: documents,
    run: (bytes) =>
      concluded(
        verifyNitro(bytes, {
          ...TIMES,
          trustAnchors: [AWS_NITRO_ROOT, ...seeds('nitro-synthetic/root-dev.der')],
          policy: { measurements: [] },
        }),
      ),
  },
  {
    name: 'verify-snp',
    seeds: reports,
    run: (bytes) =>
      concluded(
        verifySnp(
          { report: bytes, leaf: leaf ?? NVIDIA_ROOT },
          { ...TIMES, nonce: null, trustAnchors: AMD_ROOTS, policy: { measurements: [] } },
        ),
      ),
  },
  {
    name: 'verify-tdx',
    seeds: quotes,
    run: (bytes) =>
      concluded(
        verifyTdx(
          { quote: bytes, collateral: firstCollateral ?? null },
          { ...TIMES, nonce: null, trustAnchors: [INTEL_ROOT], policy: { measurements: [] } },
        ),
      ),
  },
  {
    name: 'verify-tdx-collateral',
    seeds: collaterals,
    run: (bytes) =>
      concluded(
        verifyTdx(
          { quote: quotes[0] ?? new Uint8Array(0), collateral: parseCollateral(textOf(bytes)) },
          { ...TIMES, nonce: null, trustAnchors: [INTEL_ROOT], policy: { measurements: [] } },
        ),
      ),
  },
  {
    name: 'verify-spdm',
    seeds: devices,
    run: (bytes) =>
      concluded(
        verifySpdm(
          { report: bytes, certificates: chainPem ? parsePem(textOf(chainPem)) : [NVIDIA_ROOT] },
          { ...TIMES, trustAnchors: [NVIDIA_ROOT], policy: {} },
        ),
      ),
  },
  {
    name: 'verify-nras',
    seeds: [utf8(`[["JWT","${token}"],{"GPU-0":"${token}"}]`), ...answers],
    run: (bytes) =>
      concluded(
        verifyNras(
          { answer: textOf(bytes), keySet: keySets[0] ? textOf(keySets[0]) : '{"keys":[]}' },
          { ...TIMES, trustAnchors: [NRAS_ISSUER], policy: {} },
        ),
      ),
  },
  {
    name: 'verify-composite',
    seeds: composites,
    run: (bytes) =>
      concluded(
        verifyComposite(
          { document: bytes, collateral: null },
          {
            ...TIMES,
            trustAnchors: [INTEL_ROOT, NVIDIA_ROOT],
            policy: { cpu: { measurements: [] }, gpu: {} },
          },
        ),
      ),
  },
  {
    name: 'release-list',
    seeds: [utf8(releaseList)],
    run: (bytes) =>
      openReleaseList(textOf(bytes), { publicKey: new Uint8Array(32), now: NOW, minimumSerial: 0 }),
  },
];

export const targets: readonly FuzzTarget[] = [...parsers, ...verifications];
