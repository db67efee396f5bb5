/**
 * A Sigstore of our own for tests: authority, certificate log, transparency log and a builder that signs statements,
 * in the formats of the real ones (RFC 5280, RFC 6962, Rekor's entries and promises, DSSE). Shares nothing with what
 * reads them.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  concat,
  copyOf,
  toBase64,
  toHex,
  u16,
  u64,
  u8,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import {
  bits,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  truth,
  utcTime,
  utf8String,
} from '../../stack/enclave/der.ts';

interface Key {
  readonly privateKey: KeyObject;
  readonly spki: Bytes;
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const FULCIO = '1.3.6.1.4.1.57264.1';
const FROM_MS = Date.parse('2020-01-01T00:00:00Z');
const UNTIL_MS = Date.parse('2046-01-01T00:00:00Z');
const LOG_URL = 'https://rekor.test';

function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: copyOf(publicKey.export({ type: 'spki', format: 'der' })) };
}

function sha256(...parts: readonly Uint8Array[]): Bytes {
  return copyOf(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );
}

function signed(key: Key, ...parts: readonly Uint8Array[]): Bytes {
  return copyOf(sign('sha256', concat(...parts), key.privateKey));
}

const name = (text: string): Bytes => sequence(set(sequence(oid('2.5.4.3'), utf8String(text))));

const extension = (id: string, value: Bytes, isCritical = false): Bytes =>
  sequence(oid(id), ...(isCritical ? [truth(true)] : []), octets(value));

interface CertificateParts {
  readonly subject: Bytes;
  readonly issuer: Bytes;
  readonly key: Key;
  readonly issuerKey: Key;
  readonly from: number;
  readonly until: number;
  readonly extensions: readonly Bytes[];
}

function toBeSigned(parts: CertificateParts): Bytes {
  return sequence(
    explicit(0, integer(u8(2))),
    integer(sha256(parts.key.spki).subarray(0, 16)),
    ECDSA_SHA256,
    parts.issuer,
    sequence(utcTime(parts.from), utcTime(parts.until)),
    parts.subject,
    parts.key.spki,
    explicit(3, sequence(...parts.extensions)),
  );
}

function certificate(parts: CertificateParts): Bytes {
  const tbs = toBeSigned(parts);
  return sequence(tbs, ECDSA_SHA256, bits(signed(parts.issuerKey, tbs)));
}

const keyIds = (key: Key, issuerKey: Key): Bytes[] => [
  extension('2.5.29.14', octets(sha256(key.spki).subarray(0, 20))),
  extension('2.5.29.35', sequence(implicit(0, sha256(issuerKey.spki).subarray(0, 20)))),
];

function authority(subject: string, issuer: string, key: Key, issuerKey: Key): Bytes {
  return certificate({
    ...{ subject: name(subject), issuer: name(issuer), key, issuerKey },
    ...{ from: FROM_MS, until: UNTIL_MS },
    extensions: [
      extension('2.5.29.15', bits(Uint8Array.of(0x06), 1), true),
      extension('2.5.29.19', sequence(truth(true)), true),
      ...keyIds(key, issuerKey),
    ],
  });
}

/** RFC 6962 section 3.2, over the certificate without this extension. */
function certificateTimestamp(log: Key, issuerKey: Key, tbs: Bytes, timeMs: number): Bytes {
  const entry = concat(sha256(issuerKey.spki), u8(0), u16(tbs.length), tbs);
  const head = concat(u8(0), u8(0), u64(timeMs), u16(1));
  const signature = signed(log, head, entry, u16(0));
  const timestamp = concat(
    ...[u8(0), sha256(log.spki), u64(timeMs), u16(0), Uint8Array.of(4, 3)],
    ...[u16(signature.length), signature],
  );
  const list = concat(u16(timestamp.length), timestamp);
  return extension('1.3.6.1.4.1.11129.2.4.2', octets(concat(u16(list.length), list)));
}

export interface Build {
  readonly issuer: string;
  readonly repository: string;
  readonly workflow: string;
  readonly ref: string;
  /** Repository, workflow and ref of the workflow that signs, where it is another. */
  readonly signer?: string;
  readonly alternativeName?: string;
  readonly runner?: string;
  readonly statement: object;
  readonly timeMs: number;
  /** When the log says that it took the entry; default a minute after. */
  readonly loggedAtMs?: number;
}

export interface LogEntry {
  [name: string]: unknown;
  inclusionPromise?: unknown;
  inclusionProof?: Record<string, unknown>;
  integratedTime: string;
}

export interface TestBundle {
  mediaType: string;
  verificationMaterial: { certificate: { rawBytes: string }; tlogEntries: LogEntry[] };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

export class TestSigstore {
  readonly #root = newKey();
  readonly #intermediate = newKey();
  readonly #certificateLog = newKey();
  readonly #log = newKey();
  readonly #chain: readonly Bytes[];

  constructor() {
    this.#chain = [
      authority('test-intermediate', 'test-root', this.#intermediate, this.#root),
      authority('test-root', 'test-root', this.#root, this.#root),
    ];
  }

  trustedRoot() {
    const validFor = { start: '2020-01-01T00:00:00Z' };
    const log = (baseUrl: string, { spki }: Key) => ({
      ...{ baseUrl, hashAlgorithm: 'SHA2_256' },
      publicKey: { rawBytes: toBase64(spki), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
      logId: { keyId: toBase64(sha256(spki)) },
    });
    const certificates = this.#chain.map((bytes) => ({ rawBytes: toBase64(bytes) }));
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [log(LOG_URL, this.#log)],
      certificateAuthorities: [
        {
          subject: { organization: 'test', commonName: 'test-root' },
          ...{ uri: 'https://fulcio.test', certChain: { certificates }, validFor },
        },
      ],
      ctlogs: [log('https://ct.test', this.#certificateLog)],
      timestampAuthorities: [],
    };
  }

  bundle(build: Build): TestBundle {
    const key = newKey();
    const leaf = this.#leaf(key, build);
    const payloadType = 'application/vnd.in-toto+json';
    const payload = utf8(JSON.stringify(build.statement));
    const head = `DSSEv1 ${String(payloadType.length)} ${payloadType} ${String(payload.length)} `;
    const sig = toBase64(signed(key, utf8(head), payload));
    const entry = this.#entry(leaf, payload, sig, build.loggedAtMs ?? build.timeMs + 60_000);
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { certificate: { rawBytes: toBase64(leaf) }, tlogEntries: [entry] },
      dsseEnvelope: { payload: toBase64(payload), payloadType, signatures: [{ sig }] },
    };
  }

  #leaf(key: Key, build: Build): Bytes {
    const said = (number: number, text: string): Bytes =>
      extension(`${FULCIO}.${String(number)}`, utf8String(text));
    const signer = build.signer ?? `${build.repository}/${build.workflow}@${build.ref}`;
    const names = sequence(implicit(6, utf8(build.alternativeName ?? signer)));
    const extensions = [
      extension('2.5.29.15', bits(Uint8Array.of(0x80), 7), true),
      extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.3'))),
      ...keyIds(key, this.#intermediate),
      extension('2.5.29.17', names, true),
      said(8, build.issuer),
      said(9, signer),
      said(11, build.runner ?? 'github-hosted'),
      said(12, build.repository),
      said(13, 'c0'.repeat(20)),
      said(14, build.ref),
    ];
    const parts = {
      ...{ subject: sequence(), issuer: name('test-intermediate') },
      ...{ key, issuerKey: this.#intermediate },
      ...{ from: build.timeMs, until: build.timeMs + 600_000, extensions },
    };
    const { timeMs } = build;
    const tbs = toBeSigned(parts);
    const logged = certificateTimestamp(this.#certificateLog, this.#intermediate, tbs, timeMs);
    return certificate({ ...parts, extensions: [...extensions, logged] });
  }

  #entry(leaf: Bytes, payload: Bytes, signature: string, loggedAtMs: number): LogEntry {
    const pem = `-----BEGIN CERTIFICATE-----\n${toBase64(leaf)}\n-----END CERTIFICATE-----\n`;
    const hash = (bytes: Bytes) => ({ algorithm: 'sha256', value: toHex(sha256(bytes)) });
    const body = utf8(
      JSON.stringify({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          ...{ envelopeHash: hash(payload), payloadHash: hash(payload) },
          signatures: [{ signature, verifier: toBase64(utf8(pem)) }],
        },
      }),
    );
    const logId = sha256(this.#log.spki);
    const integratedTime = Math.floor(loggedAtMs / 1000);
    const promise = JSON.stringify({
      ...{ body: toBase64(body), integratedTime, logID: toHex(logId), logIndex: 1001 },
    });
    return {
      ...{ logIndex: '1001', logId: { keyId: toBase64(logId) } },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: toBase64(signed(this.#log, utf8(promise))) },
      inclusionProof: this.#proof(body),
      canonicalizedBody: toBase64(body),
    };
  }

  /** The second of three leaves. */
  #proof(body: Bytes): Record<string, unknown> {
    const leaf = (bytes: Bytes): Bytes => sha256(u8(0), bytes);
    const node = (left: Bytes, right: Bytes): Bytes => sha256(u8(1), left, right);
    const [before, after] = [leaf(utf8('before')), leaf(utf8('after'))];
    const root = node(node(before, leaf(body)), after);
    const note = `rekor.test - 1\n3\n${toBase64(root)}\n`;
    const hint = sha256(this.#log.spki).subarray(0, 4);
    const signature = toBase64(concat(hint, signed(this.#log, utf8(note))));
    return {
      ...{ logIndex: '1', treeSize: '3', rootHash: toBase64(root) },
      hashes: [toBase64(before), toBase64(after)],
      checkpoint: { envelope: `${note}\n— rekor.test ${signature}\n` },
    };
  }
}
