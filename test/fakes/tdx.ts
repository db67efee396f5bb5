/**
 * A TDX platform of our own for tests: Intel's chain, quoting enclave, attestation key and collateral in their formats
 * (DCAP quote versions 4 and 5, PCS API v4), each part to be set. Little-endian.
 */
import { concat, copyOf, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { TdxEvidence } from '../../lib/attestation/tdx/index.ts';
import { integer, octets, oid, sequence } from '../../stack/enclave/der.ts';
import {
  AUTHORITY,
  extensionOf,
  issue,
  newKey,
  pem,
  revocationList,
  sha256,
  SHA256_ECDSA,
  signedBy,
  SIGNER,
  type Key,
} from './x509.ts';

export const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const DAY_MS = 86_400_000;
const LIFE = { fromMs: NOW_MS - 900 * DAY_MS, untilMs: NOW_MS + 8000 * DAY_MS };
const SGX = '1.2.840.113741.1.13.1';
const QE_SIGNER = 'dc'.repeat(32);

const root = newKey();
const platform = newKey();
const pck = newKey();
const tcbSigner = newKey();
const attestation = newKey();

const ROOT_SERIAL = { root: 1, platform: 2, pck: 3, tcbSigner: 4 };

function certified(
  subject: string,
  issuer: string,
  key: Key,
  by: Key,
  serial: number,
  extensions: readonly Bytes[],
): Bytes {
  const parts = { subject, issuer, spki: key.spki, ...LIFE, extensions, serial };
  return issue(parts, SHA256_ECDSA, (tbs) => signedBy(by, tbs));
}

const le = (value: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256);
const field = (id: string, value: Bytes): Bytes => sequence(oid(`${SGX}.${id}`), value);
const number = (value: number): Bytes => integer(Uint8Array.of(value));

function pckExtension(components: readonly number[], pceSvn: number): Bytes {
  const tcb = [
    ...components.map((svn, index) => field(`2.${String(index + 1)}`, number(svn))),
    field('2.17', number(pceSvn)),
    field('2.18', octets(new Uint8Array(16))),
  ];
  return extensionOf(
    SGX,
    sequence(
      field('2', sequence(...tcb)),
      field('3', octets(Uint8Array.of(0, 0))),
      field('4', octets(Uint8Array.of(0, 0x80, 0x6f, 5, 0, 0))),
    ),
  );
}

export const ROOT = certified('Root', 'Root', root, root, ROOT_SERIAL.root, AUTHORITY);
const PLATFORM = certified('Platform', 'Root', platform, root, ROOT_SERIAL.platform, AUTHORITY);
const PCK = certified('PCK', 'Platform', pck, platform, ROOT_SERIAL.pck, [
  ...SIGNER,
  pckExtension(Array<number>(16).fill(5), 11),
]);
const TCB = certified('TCB Signing', 'Root', tcbSigner, root, ROOT_SERIAL.tcbSigner, SIGNER);

export interface Level {
  readonly svn: number;
  readonly status: string;
  readonly advisories?: readonly string[];
}

export interface TdxParts {
  readonly version?: 4 | 5;
  readonly bodyType?: 2 | 3;
  readonly teeTcbSvn?: readonly number[];
  readonly tdAttributes?: bigint;
  readonly xfam?: bigint;
  readonly mrSignerSeam?: number;
  readonly reportData?: Bytes;
  readonly mrServiceTd?: number;
  readonly teeTcbSvn2?: number;
  readonly qeIsvSvn?: number;
  readonly qeSigner?: string;
  readonly levels?: readonly (Level & { readonly tdx?: number })[];
  readonly modules?: readonly { readonly id: string; readonly levels: readonly Level[] }[];
  readonly qeLevels?: readonly Level[];
  readonly info?: object;
  readonly identity?: object;
  readonly revokedByRoot?: readonly number[];
  readonly revokedByPlatform?: readonly number[];
  readonly rootCrlDays?: readonly [number, number];
  readonly pckCrlDays?: readonly [number, number];
  readonly pckCrlBy?: 'root' | 'platform';
  readonly collateral?: object;
}

const fill = (byte: number, length: number): Bytes => new Uint8Array(length).fill(byte);
const le64 = (value: bigint): Bytes => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
};

function body(parts: TdxParts): Bytes {
  const svn = new Uint8Array(16);
  svn.set(parts.teeTcbSvn ?? [5, 1, 5]);
  const is15 = parts.version === 5 && (parts.bodyType ?? 3) === 3;
  return concat(
    ...[svn, fill(0x5e, 48), fill(parts.mrSignerSeam ?? 0, 48), new Uint8Array(8)],
    ...[le64(parts.tdAttributes ?? 1n << 28n), le64(parts.xfam ?? 0xe7n)],
    ...[fill(0x3d, 48), new Uint8Array(48 * 3), fill(0xa0, 48), fill(0xa1, 48), fill(0xa2, 48)],
    ...[fill(0xa3, 48), parts.reportData ?? fill(0xda, 64)],
    ...(is15 ? [fill(parts.teeTcbSvn2 ?? 0, 16), fill(parts.mrServiceTd ?? 0, 48)] : []),
  );
}

function qeReport(parts: TdxParts, keyBytes: Bytes, auth: Bytes): Bytes {
  const report = new Uint8Array(384);
  report.set(Buffer.from(parts.qeSigner ?? QE_SIGNER, 'hex'), 128);
  report.set(le(2, 2), 256);
  report.set(le(parts.qeIsvSvn ?? 4, 2), 258);
  report.set(sha256(keyBytes, auth), 320);
  return report;
}

function quote(parts: TdxParts): Bytes {
  const version = parts.version ?? 4;
  const header = concat(
    ...[le(version, 2), le(2, 2), le(0x81, 4), new Uint8Array(4)],
    copyOf(Buffer.from('939a7233f79c4ca9940a0db3957f0607', 'hex')),
    new Uint8Array(20),
  );
  const td = body(parts);
  const typed = version === 5 ? concat(le(parts.bodyType ?? 3, 2), le(td.length, 4), td) : td;
  const signed = concat(header, typed);
  const key = attestation.spki.subarray(-64);
  const auth = fill(0xaa, 32);
  const report = qeReport(parts, key, auth);
  const chain = utf8(pem(PCK, PLATFORM, ROOT));
  const inner = concat(
    ...[report, signedBy(pck, report, 'raw'), le(auth.length, 2), auth],
    ...[le(5, 2), le(chain.length, 4), chain],
  );
  const data = concat(
    ...[signedBy(attestation, signed, 'raw'), key, le(6, 2), le(inner.length, 4), inner],
  );
  return concat(signed, le(data.length, 4), data);
}

const DATES = {
  issueDate: '2026-02-20T00:00:00Z',
  nextUpdate: '2026-03-20T00:00:00Z',
  tcbEvaluationDataNumber: 17,
};
const UP_TO_DATE: readonly Level[] = [{ svn: 5, status: 'UpToDate' }];
const components = (svn: number): object[] => Array.from({ length: 16 }, () => ({ svn }));
const module = {
  mrsigner: '00'.repeat(48),
  attributes: '00'.repeat(8),
  attributesMask: 'ff'.repeat(8),
};
const isvLevels = (levels: readonly Level[]): object[] =>
  levels.map(({ svn, status, advisories }) => ({
    ...{ tcb: { isvsvn: svn }, tcbDate: '2025-01-01T00:00:00Z', tcbStatus: status },
    ...(advisories && { advisoryIDs: advisories }),
  }));

function tcbInfo(parts: TdxParts): string {
  const levels = parts.levels ?? UP_TO_DATE;
  return JSON.stringify({
    ...{ id: 'TDX', version: 3, ...DATES, fmspc: '00806F050000', pceId: '0000', tcbType: 0 },
    tdxModule: module,
    tdxModuleIdentities: (parts.modules ?? [{ id: 'TDX_01', levels: UP_TO_DATE }]).map((one) => ({
      ...{ id: one.id, ...module, tcbLevels: isvLevels(one.levels) },
    })),
    tcbLevels: levels.map(({ svn, status, advisories, tdx = 0 }: Level & { tdx?: number }) => ({
      tcb: { sgxtcbcomponents: components(svn), pcesvn: 11, tdxtcbcomponents: components(tdx) },
      ...{ tcbDate: '2025-01-01T00:00:00Z', tcbStatus: status },
      ...(advisories && { advisoryIDs: advisories }),
    })),
    ...parts.info,
  });
}

function qeIdentity(parts: TdxParts): string {
  return JSON.stringify({
    ...{ id: 'TD_QE', version: 2, ...DATES, miscselect: '00'.repeat(4) },
    ...{ miscselectMask: 'ff'.repeat(4), attributes: '00'.repeat(16) },
    ...{ attributesMask: 'ff'.repeat(16), mrsigner: QE_SIGNER, isvprodid: 2 },
    tcbLevels: isvLevels(parts.qeLevels ?? [{ svn: 4, status: 'UpToDate' }]),
    ...parts.identity,
  });
}

/** Evidence that is all in order but for what `parts` set. */
export function tdxEvidence(parts: TdxParts = {}): TdxEvidence {
  const [info, identity] = [tcbInfo(parts), qeIdentity(parts)];
  const at = (days: readonly [number, number]): [number, number] => [
    NOW_MS + days[0] * DAY_MS,
    NOW_MS + days[1] * DAY_MS,
  ];
  const list = (
    issuer: string,
    key: Key,
    days: readonly [number, number],
    serials: readonly number[],
  ) => revocationList(issuer, at(days), serials, SHA256_ECDSA, (tbs) => signedBy(key, tbs));
  const pckSigner = parts.pckCrlBy === 'root' ? root : platform;
  return {
    quote: quote(parts),
    collateral: {
      tcbInfo: info,
      tcbInfoSignature: signedBy(tcbSigner, utf8(info), 'raw'),
      tcbInfoIssuerChain: pem(TCB, ROOT),
      qeIdentity: identity,
      qeIdentitySignature: signedBy(tcbSigner, utf8(identity), 'raw'),
      qeIdentityIssuerChain: pem(TCB, ROOT),
      rootCaCrl: list('Root', root, parts.rootCrlDays ?? [-5, 300], parts.revokedByRoot ?? []),
      pckCrl: list(
        'Platform',
        pckSigner,
        parts.pckCrlDays ?? [-5, 25],
        parts.revokedByPlatform ?? [],
      ),
      ...parts.collateral,
    },
  };
}

export const SERIALS = ROOT_SERIAL;
export const MEASURED = {
  mrTd: toHex(fill(0x3d, 48)),
  ...{ rtmr0: toHex(fill(0xa0, 48)), rtmr1: toHex(fill(0xa1, 48)), rtmr2: toHex(fill(0xa2, 48)) },
};
