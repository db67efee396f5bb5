/**
 * The calls, events and transactions that a client reads from a chain node (sections 1.3, 1.6, 1.7, 6.5), as hex.
 * Must never send anything: reading is all that a device does on the chain.
 */
import { fromUtf8, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { AbiFrame, abiBytes } from './abi.ts';
import { OpengradientError } from './errors.ts';
import { hash32, keccak, uint256 } from './hashes.ts';

/** `topic0` of an event, from its signature. */
function topicOf(signature: string): string {
  return `0x${toHex(keccak(utf8(signature)))}`;
}

export const TOPICS = {
  teeRegistered: topicOf('TEERegistered(bytes32,address,uint8)'),
  pcrApproved: topicOf('PCRApproved(bytes32,uint8,string)'),
  batchSettlement: topicOf('BatchSettlement(bytes32,uint256,bytes)'),
} as const;

/** Calldata of a function whose arguments are all static. */
function call(signature: string, ...words: readonly Bytes[]): string {
  return `0x${toHex(keccak(utf8(signature)).subarray(0, 4))}${words.map(toHex).join('')}`;
}

function word(hash: string): Bytes {
  return hash32(hash) ?? fail('bytes32');
}

export const CALLS = {
  getActiveTees: (teeType: number) => call('getActiveTEEs(uint8)', uint256(BigInt(teeType))),
  isTeeActive: (teeId: string) => call('isTEEActive(bytes32)', word(teeId)),
  isPcrApproved: (teeType: number, pcrHash: string) =>
    call('isPCRApproved(uint8,bytes32)', uint256(BigInt(teeType)), word(pcrHash)),
  heartbeatMaxAge: () => call('heartbeatMaxAge()'),
} as const;

/** A single uint256 or bool result. */
export function decodeUint(data: string): bigint {
  return new AbiFrame(abiBytes(data, 32)).big(0);
}

// What the chain's verifier takes as largest document.
const MAX_DOCUMENT = 16 * 1024;
const MAX_CALLDATA = 256 * 1024;

/**
 * The attestation document out of the transaction that registered a gateway: the first argument in every known form of
 * the function, which is why the selector is not compared.
 */
export function attestationFromCalldata(input: string): Bytes {
  if (!/^0x[0-9a-fA-F]{8}/.test(input)) fail('calldata');
  return new AbiFrame(abiBytes(`0x${input.slice(10)}`, MAX_CALLDATA)).bytes(0, MAX_DOCUMENT);
}

/** Signatures by keys of 2048 to 8192 bits. */
const SIGNATURE_LENGTHS: ReadonlySet<number> = new Set([256, 384, 512, 1024]);
const MAX_CANDIDATES = 8;

/**
 * Everything in the registration that could be the enclave's signature over its key configuration: how the function
 * takes it is not published, but a signature proves itself. Documents and keys have other lengths.
 */
export function signaturesInCalldata(input: string): Bytes[] {
  if (!/^0x[0-9a-fA-F]{8}/.test(input)) fail('calldata');
  const bytes = abiBytes(`0x${input.slice(10)}`, MAX_CALLDATA);
  const found: Bytes[] = [];
  for (let at = 0; at < bytes.length && found.length < MAX_CANDIDATES; at += 32) {
    const head = bytes.subarray(at, at + 32);
    if (head.subarray(0, 28).some((byte) => byte !== 0)) continue;
    const length = new DataView(head.buffer, head.byteOffset).getUint32(28);
    const candidate = bytes.subarray(at + 32, at + 32 + length);
    if (SIGNATURE_LENGTHS.has(length) && candidate.length === length) found.push(candidate);
  }
  return found;
}

export interface BatchSettlement {
  readonly root: string;
  readonly size: bigint;
  /** The text by which an aggregator knows the blob. */
  readonly blobId: string;
}

/** A `BatchSettlement` log; throws 'chain-data-invalid' for a log of another event. */
export function decodeBatchSettlement(topics: readonly string[], data: string): BatchSettlement {
  const [event, root] = topics;
  if (event?.toLowerCase() !== TOPICS.batchSettlement || topics.length !== 2) fail('topics');
  const frame = new AbiFrame(abiBytes(data, 4096));
  const blobId = fromAscii(frame.bytes(1, 512));
  return { root: `0x${toHex(word(root ?? ''))}`, size: frame.big(0), blobId };
}

/** The id becomes part of an address: only letters that need no escaping there. */
function fromAscii(bytes: Bytes): string {
  if (bytes.some((byte) => byte < 0x21 || byte > 0x7e)) fail('blob id');
  const text = fromUtf8(bytes);
  return /^[\w-]+$/.test(text) ? text : fail('blob id');
}

function fail(detail: string): never {
  throw new OpengradientError('chain-data-invalid', detail);
}
