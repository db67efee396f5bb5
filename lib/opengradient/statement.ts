/**
 * What the registry said of one enclave, as one text that is handed on and kept with a proof: the row, where and when it
 * was read, and the enclave's signature over its key. Anybody can hold it against the attested document again.
 * Must never be written from anything but rows that every node agreed on.
 */
import { BytesError, fromBase64, fromUtf8, toBase64, utf8, type Bytes } from '../bytes/index.ts';
import { count, flag, list, oneOf, record, ShapeError, text, type Parsed } from '../shape/index.ts';
import { OpengradientError } from './errors.ts';
import { teeIdOf } from './hashes.ts';
import { keyConfigBlob } from './key-config.ts';
import type { RegistryRow } from './registry.ts';

export interface RegistryStatement {
  readonly chainId: number;
  readonly registryAddress: string;
  readonly block: number;
  /** Hosts of the nodes that all said the same. */
  readonly nodes: readonly string[];
  readonly row: RegistryRow;
  /** The transaction that registered the row; '' where no node served it. */
  readonly transaction: string;
}

const base64 = text(16_000, /^[A-Za-z0-9+/]*={0,2}$/);
const hash = text(66, /^0x[0-9a-f]{64}$/);
const address = text(42, /^0x[0-9a-fA-F]{40}$/);
const decimal = text(20, /^\d+$/);

const shape = record({
  version: oneOf(1),
  chainId: count(),
  registryAddress: address,
  block: count(),
  nodes: list(text(300), 10),
  transaction: text(66, /^(0x[0-9a-f]{64})?$/),
  row: record({
    owner: address,
    paymentAddress: address,
    endpoint: text(2048),
    signingKey: base64,
    tlsCertificate: base64,
    pcrHash: hash,
    teeType: count(255),
    isEnabled: flag,
    registeredAt: decimal,
    lastHeartbeatAt: decimal,
    keyId: count(255),
    kemId: count(65_535),
    kdfId: count(65_535),
    aeadId: count(65_535),
    publicKey: base64,
    keySignature: base64,
  }),
});

export function encodeStatement(statement: RegistryStatement): Bytes {
  const { chainId, registryAddress, block, nodes, row, transaction } = statement;
  const { ohttpKey: key, signingKey, tlsCertificate, keySignature } = row;
  if (key === undefined) throw new OpengradientError('chain-data-invalid', 'no key');
  const { keyId, kemId, kdfId, aeadId } = key;
  const written: Parsed<typeof shape> = {
    version: 1,
    ...{ chainId, registryAddress, block, nodes: [...nodes], transaction },
    row: {
      ...plainOf(row),
      signingKey: toBase64(signingKey),
      tlsCertificate: toBase64(tlsCertificate),
      registeredAt: String(row.registeredAt),
      lastHeartbeatAt: String(row.lastHeartbeatAt),
      ...{ keyId, kemId, kdfId, aeadId },
      publicKey: toBase64(key.publicKey),
      keySignature: toBase64(keySignature ?? new Uint8Array(0)),
    },
  };
  return utf8(JSON.stringify(written));
}

function plainOf({ owner, paymentAddress, endpoint, pcrHash, teeType, isEnabled }: Plain): Plain {
  return { owner, paymentAddress, endpoint, pcrHash, teeType, isEnabled };
}

type Plain = Pick<
  RegistryRow,
  'owner' | 'paymentAddress' | 'endpoint' | 'pcrHash' | 'teeType' | 'isEnabled'
>;

/** Throws 'kept-answer-invalid'. */
export function parseStatement(bytes: Bytes): RegistryStatement {
  try {
    const { row, ...read } = shape(JSON.parse(fromUtf8(bytes)));
    const { keyId, kemId, kdfId, aeadId, publicKey: point, keySignature } = row;
    const signingKey = fromBase64(row.signingKey);
    const numbers = { keyId, kemId, kdfId, aeadId, publicKey: fromBase64(point) };
    return {
      chainId: read.chainId,
      registryAddress: read.registryAddress,
      block: read.block,
      nodes: read.nodes,
      transaction: read.transaction,
      row: {
        ...plainOf(row),
        signingKey,
        teeId: teeIdOf(signingKey),
        tlsCertificate: fromBase64(row.tlsCertificate),
        registeredAt: BigInt(row.registeredAt),
        lastHeartbeatAt: BigInt(row.lastHeartbeatAt),
        // The registry's own blob was held against these numbers before the row was taken.
        ohttpKey: { ...numbers, keyConfig: keyConfigBlob(numbers) },
        keySignature: keySignature === '' ? undefined : fromBase64(keySignature),
      },
    };
  } catch (cause) {
    const isExpected =
      cause instanceof ShapeError || cause instanceof BytesError || cause instanceof SyntaxError;
    if (!isExpected) throw cause;
    throw new OpengradientError('kept-answer-invalid', 'statement', { cause });
  }
}
