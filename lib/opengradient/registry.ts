/**
 * The rows of the on-chain registry, `getActiveTEEs(uint8) → TEEInfo[]` (section 1.3). Three layouts are in the field:
 *
 *   TEEInfo       owner, paymentAddress, endpoint, publicKey, tlsCertificate, pcrHash, teeType, enabled, registeredAt,
 *                 lastHeartbeatAt [, ohttpConfig]
 *   ohttpConfig   keyId, kemId, kdfId, aeadId, publicKey, keyConfig [, signature], registeredAt
 *
 * Old rows lack ohttpConfig. Whether there is a signature shows in where the first dynamic member begins: right behind
 * seven words, or eight. Must never use ohttpConfig.registeredAt: under the other layout that word is an offset.
 */
import type { Bytes } from '../bytes/index.ts';
import { AbiFrame, abiBytes } from './abi.ts';
import { OpengradientError } from './errors.ts';
import { teeIdOf } from './hashes.ts';
import type { OhttpKey } from './key-config.ts';

export interface RegistryRow {
  /** keccak-256 of the signing key; the registry itself does not say it. */
  readonly teeId: string;
  readonly owner: string;
  readonly paymentAddress: string;
  readonly endpoint: string;
  /** RSA signing key, DER. */
  readonly signingKey: Bytes;
  readonly tlsCertificate: Bytes;
  readonly pcrHash: string;
  readonly teeType: number;
  readonly isEnabled: boolean;
  /** Unix seconds. */
  readonly registeredAt: bigint;
  readonly lastHeartbeatAt: bigint;
  readonly ohttpKey: OhttpKey | undefined;
  /** The enclave's over its key configuration; undefined where the registry does not hand it on. */
  readonly keySignature: Bytes | undefined;
}

// The verifier contract takes 8 KiB for a key or a certificate; the rest is generous.
const MAX_FIELD = 8192;
const MAX_ENDPOINT = 2048;
const MAX_ROWS = 256;
const MAX_DATA = 2 * 1024 * 1024;
// A row without ohttpConfig has ten words, and its first dynamic member follows at once.
const OLD_ROW_WORDS = 10;
const SIGNED_CONFIG_WORDS = 8;

/** Decodes the result of `eth_call`; throws 'chain-data-invalid' for the whole of it where any of it is wrong. */
export function decodeRegistryRows(data: string): RegistryRow[] {
  const result = new AbiFrame(abiBytes(data, MAX_DATA));
  // Anywhere else the list would be read out of other bytes: a word of zeros is not an empty registry.
  if (result.offset(0) !== 32) throw new OpengradientError('chain-data-invalid', 'offset');
  return result.tuples(0, MAX_ROWS).map(decodeRow);
}

function decodeRow(row: AbiFrame): RegistryRow {
  const signingKey = row.bytes(3, MAX_FIELD);
  const isOld = row.offset(2) === OLD_ROW_WORDS * 32;
  return {
    teeId: teeIdOf(signingKey),
    owner: row.address(0),
    paymentAddress: row.address(1),
    endpoint: row.text(2, MAX_ENDPOINT),
    signingKey,
    tlsCertificate: row.bytes(4, MAX_FIELD),
    pcrHash: row.bytes32(5),
    teeType: row.number(6, 8),
    isEnabled: row.flag(7),
    registeredAt: row.big(8),
    lastHeartbeatAt: row.big(9),
    ohttpKey: isOld ? undefined : decodeOhttpKey(row.frame(10)),
    keySignature: isOld ? undefined : decodeKeySignature(row.frame(10)),
  };
}

function decodeKeySignature(config: AbiFrame): Bytes | undefined {
  const isSigned = config.offset(4) === SIGNED_CONFIG_WORDS * 32;
  const signature = isSigned ? config.bytes(6, MAX_FIELD) : undefined;
  return signature === undefined || signature.length === 0 ? undefined : signature;
}

function decodeOhttpKey(config: AbiFrame): OhttpKey {
  return {
    keyId: config.number(0, 8),
    kemId: config.number(1, 16),
    kdfId: config.number(2, 16),
    aeadId: config.number(3, 16),
    publicKey: config.bytes(4, MAX_FIELD),
    keyConfig: config.bytes(5, MAX_FIELD),
  };
}

/** True when a row has all that sealing and checking need; says nothing of its being enabled or active. */
export function isUsable(row: RegistryRow): boolean {
  return (
    row.endpoint !== '' &&
    row.tlsCertificate.length > 0 &&
    row.signingKey.length > 0 &&
    row.ohttpKey?.publicKey.length === 32
  );
}
