/**
 * A Nitro machine of our own that makes one document wrong at a time: its chain, the signed fields, the COSE wrapper.
 * All else is as the real one has it, under the development root. Shares nothing with what reads documents but the
 * CBOR writer of single values.
 */
import { createHash, sign, type KeyObject } from 'node:crypto';
import { concat, copyOf, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { writeCbor, type CborInput } from '../../lib/cbor/index.ts';
import { issueCertificate, type CertificateForm } from '../../stack/enclave/certificate.ts';
import { newKeyPair } from '../../stack/enclave/chain.ts';
import { bits, sequence } from '../../stack/enclave/der.ts';
import type { DevelopmentRoot } from '../../stack/enclave/development-root.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import type { Measurement } from '../../stack/enclave/measurement.ts';
import { nitridingUserData } from '../../stack/enclave/nitriding-user-data.ts';

const HOUR_MS = 3_600_000;
const INSTANCE = 'i-0123456789abcdef0';

/** One certificate below the root. */
export type Level = Pick<CertificateForm, 'subject' | 'pathLength' | 'usage'> & {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Changes the signed part before its issuer signs it. */
  readonly edit?: (signedPart: Bytes) => Bytes;
};

export type Field = readonly [name: string, value: CborInput];

export interface Wrapper {
  readonly header: Bytes;
  readonly unprotected: CborInput;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

/** What is bent; what is not named is true. */
export interface NitroLie {
  readonly levels?: (levels: readonly Level[], nowMs: number) => readonly Level[];
  /** Root first, leaf last. */
  readonly certificates?: (list: readonly Bytes[]) => readonly Bytes[];
  readonly fields?: (fields: readonly Field[], asked: Asked) => readonly Field[];
  readonly payload?: (payload: Bytes) => Bytes;
  /** Before it is signed: a header that the signature covers. */
  readonly header?: Bytes;
  /** After it was signed. */
  readonly wrapper?: (wrapper: Wrapper, asked: Asked) => Wrapper;
}

export interface Asked {
  readonly nonce: Bytes;
  readonly boundHash: Bytes;
  readonly nowMs: number;
}

export interface LyingSource extends EvidenceSource {
  lie: NitroLie;
}

/** {1: -35}: ES384. */
const ES384: Bytes = writeCbor(new Map([[1, -35]]));

export function lyingNitro(
  root: DevelopmentRoot,
  measurement: Measurement,
  now: () => number,
): LyingSource {
  let boundHash: Bytes = new Uint8Array(32);
  const source: LyingSource = {
    kind: 'software',
    lie: {},
    registerKeyHash: async (hash) => void (boundHash = copyOf(hash)),
    attest: async (nonce) =>
      documentOf(root, measurement, { nonce, boundHash, nowMs: now() }, source.lie),
  };
  return source;
}

function documentOf(
  root: DevelopmentRoot,
  measurement: Measurement,
  asked: Asked,
  lie: NitroLie,
): Bytes {
  const levels = levelsAt(asked.nowMs);
  const { certificates, leafKey } = chainOf(root, lie.levels?.(levels, asked.nowMs) ?? levels);
  const list = lie.certificates?.(certificates) ?? certificates;
  const fields = fieldsOf(list, measurement, asked);
  const payload = mapOf(lie.fields?.(fields, asked) ?? fields);
  const sent = lie.payload?.(payload) ?? payload;
  const header = lie.header ?? ES384;
  const toSign = writeCbor(['Signature1', header, new Uint8Array(0), sent]);
  const signature = copyOf(sign('sha384', toSign, { key: leafKey, dsaEncoding: 'ieee-p1363' }));
  const wrapper = { header, unprotected: new Map(), payload: sent, signature };
  const told = lie.wrapper?.(wrapper, asked) ?? wrapper;
  return writeCbor([told.header, told.unprotected, told.payload, told.signature]);
}

function levelsAt(nowMs: number): Level[] {
  const fromMs = nowMs - 60_000;
  const authority = { fromMs, usage: ['cert-sign', 'crl-sign'] } as const;
  return [
    { ...authority, subject: 'regional', untilMs: nowMs + 481 * HOUR_MS, pathLength: 2 },
    { ...authority, subject: 'zonal', untilMs: nowMs + 144 * HOUR_MS, pathLength: 1 },
    { ...authority, subject: INSTANCE, untilMs: nowMs + 24 * HOUR_MS, pathLength: 0 },
    {
      ...{ subject: `${INSTANCE}-enc0`, fromMs, untilMs: nowMs + 3 * HOUR_MS },
      ...{ pathLength: 'leaf', usage: ['digital-signature'] },
    },
  ];
}

/** One pair of keys per level is enough for all documents: making them is what takes time. */
const KEYS = Array.from({ length: 8 }, newKeyPair);

function chainOf(
  root: DevelopmentRoot,
  levels: readonly Level[],
): { certificates: Bytes[]; leafKey: KeyObject } {
  const certificates = [root.certificate];
  let issuer: CertificateForm['issuer'] = root;
  for (const [at, { edit, fromMs, untilMs, ...level }] of levels.entries()) {
    const keys = KEYS[at] ?? newKeyPair();
    const form = { ...level, publicKey: keys.publicKey, issuer };
    const made = issueCertificate({ ...form, notBeforeMs: fromMs, notAfterMs: untilMs });
    certificates.push(edit === undefined ? made : signedAnew(made, edit, issuer.privateKey));
    issuer = { commonName: level.subject, ...keys };
  }
  return { certificates, leafKey: issuer.privateKey };
}

const ECDSA_WITH_SHA384 = Uint8Array.of(0x30, 10, 6, 8, 42, 134, 72, 206, 61, 4, 3, 3);

/** The certificate with another signed part, under a signature that holds. */
function signedAnew(certificate: Bytes, edit: (part: Bytes) => Bytes, key: KeyObject): Bytes {
  // Both lengths have three bytes at this size: 30 82 xx xx, 30 82 xx xx.
  const length = 4 + ((certificate[6] ?? 0) << 8) + (certificate[7] ?? 0);
  const part = edit(certificate.slice(4, 4 + length));
  const signature = sign('sha384', part, { key, dsaEncoding: 'der' });
  return sequence(part, ECDSA_WITH_SHA384, bits(signature));
}

function fieldsOf(list: readonly Bytes[], measurement: Measurement, asked: Asked): Field[] {
  const { pcr0, pcr1, pcr2 } = measurement;
  const zero = new Uint8Array(48);
  const pcrs = Array.from({ length: 16 }, (_, i) => [pcr0, pcr1, pcr2][i] ?? zero);
  const noTls = copyOf(createHash('sha256').update('no TLS certificate').digest());
  return [
    ['module_id', `${INSTANCE}-enc0123456789abcdef`],
    ['digest', 'SHA384'],
    ['timestamp', asked.nowMs],
    ['pcrs', new Map(pcrs.map((value, index) => [index, value]))],
    ['certificate', list.at(-1) ?? null],
    ['cabundle', list.slice(0, -1)],
    ['public_key', utf8('dummy')],
    ['user_data', nitridingUserData(noTls, asked.boundHash)],
    ['nonce', asked.nonce],
  ];
}

/** With indefinite length, as the hardware writes it; names may come twice. */
function mapOf(fields: readonly Field[]): Bytes {
  const pairs = fields.flatMap(([name, value]) => [writeCbor(name), writeCbor(value)]);
  return concat(Uint8Array.of(0xbf), ...pairs, Uint8Array.of(0xff));
}

/** The fields with one of them changed. */
export function withField(name: string, value: (asked: Asked) => CborInput): NitroLie {
  return {
    fields: (fields, asked) =>
      fields.map((field) => (field[0] === name ? [name, value(asked)] : field)),
  };
}

/** The level at this place, leaf last, changed. */
export function withLevel(at: number, change: (level: Level, nowMs: number) => Level): NitroLie {
  return {
    levels: (levels, nowMs) => levels.map((level, i) => (i === at ? change(level, nowMs) : level)),
  };
}
