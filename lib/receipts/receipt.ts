/**
 * What a receipt says, and its payload as deterministic CBOR (RFC 8949 section 4.2.1), keyed by integer:
 *
 *    1 version (1)               8 input tokens
 *    2 key configuration SHA-256  9 output tokens
 *    3 transcript SHA-256        10 price {1: currency, 2: amount}
 *    4 request commitment        11 started, ms since 1970
 *    5 answer commitment         12 finished, ms since 1970
 *    6 model                     13 evidence SHA-256, or empty
 *    7 upstream                  14 finish reason
 *
 * Must never hold a log index (logs promise no order within a batch) nor a bare hash of question or answer
 * (short texts can be guessed from one).
 */
import type { Bytes } from '../bytes/index.ts';
import { readCbor, writeCbor, type Cbor, type CborInput } from '../cbor/index.ts';
import { ReceiptError } from './errors.ts';

const RECEIPT_VERSION = 1;
const HASH_LENGTH = 32;
/** Room for the two longest texts, and little more. */
export const MAX_RECEIPT_LENGTH = 2048;
const MAX_NAME_LENGTH = 256;

export interface Price {
  /** Upper-case letters and digits, such as USD. */
  readonly currency: string;
  /** A plain decimal without needless zeros in front, such as 0.000123. */
  readonly amount: string;
}

export interface ReceiptFields {
  readonly keyConfigHash: Bytes;
  readonly transcriptHash: Bytes;
  readonly requestCommitment: Bytes;
  readonly answerCommitment: Bytes;
  readonly model: string;
  readonly upstream: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly price: Price;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Of the attestation document the gateway last obtained; empty when it has none. */
  readonly evidenceDigest: Bytes;
  readonly finishReason: string;
}

export interface Receipt extends ReceiptFields {
  readonly version: typeof RECEIPT_VERSION;
}

/** The payload's bytes. Throws 'receipt-field-invalid' on what no reader would accept. */
export function encodePayload(fields: ReceiptFields): Bytes {
  checkFields(fields);
  const price = new Map<number, CborInput>([
    [1, fields.price.currency],
    [2, fields.price.amount],
  ]);
  const payload: [number, CborInput][] = [
    [1, RECEIPT_VERSION],
    [2, fields.keyConfigHash],
    [3, fields.transcriptHash],
    [4, fields.requestCommitment],
    [5, fields.answerCommitment],
    [6, fields.model],
    [7, fields.upstream],
    [8, fields.inputTokens],
    [9, fields.outputTokens],
    [10, price],
    [11, fields.startedAtMs],
    [12, fields.finishedAtMs],
    [13, fields.evidenceDigest],
    [14, fields.finishReason],
  ];
  return writeCbor(new Map(payload));
}

/** Reads a payload; unknown keys, missing keys and a second spelling are refused. */
export function parsePayload(payload: Bytes): Receipt {
  const map = new Fields(readStrict(payload), 14);
  if (map.count(1) !== RECEIPT_VERSION) throw new ReceiptError('receipt-field-invalid', 'version');
  const price = new Fields(map.item(10), 2);
  const receipt: Receipt = {
    version: RECEIPT_VERSION,
    keyConfigHash: map.bytes(2),
    transcriptHash: map.bytes(3),
    requestCommitment: map.bytes(4),
    answerCommitment: map.bytes(5),
    model: map.text(6),
    upstream: map.text(7),
    inputTokens: map.count(8),
    outputTokens: map.count(9),
    price: { currency: price.text(1), amount: price.text(2) },
    startedAtMs: map.count(11),
    finishedAtMs: map.count(12),
    evidenceDigest: map.bytes(13),
    finishReason: map.text(14),
  };
  checkFields(receipt);
  return receipt;
}

export function readStrict(bytes: Bytes, tags: readonly number[] = []): Cbor {
  try {
    return readCbor(bytes, { maxBytes: MAX_RECEIPT_LENGTH, sortedKeys: true, tags });
  } catch (cause) {
    throw new ReceiptError('receipt-malformed', undefined, { cause });
  }
}

/** A map with exactly so many integer keys, read one by one with the type each must have. */
class Fields {
  readonly #map: ReadonlyMap<number | string, Cbor>;

  constructor(item: Cbor, size: number) {
    if (item.kind !== 'map' || item.value.size !== size)
      throw new ReceiptError('receipt-malformed');
    this.#map = item.value;
  }

  item(key: number): Cbor {
    const item = this.#map.get(key);
    if (item === undefined) throw new ReceiptError('receipt-malformed', `no field ${key}`);
    return item;
  }
  bytes(key: number): Bytes {
    const item = this.item(key);
    if (item.kind !== 'bytes') throw new ReceiptError('receipt-malformed', `field ${key}`);
    return item.value.slice();
  }
  text(key: number): string {
    const item = this.item(key);
    if (item.kind !== 'text') throw new ReceiptError('receipt-malformed', `field ${key}`);
    return item.value;
  }
  count(key: number): number {
    const item = this.item(key);
    if (item.kind !== 'unsigned') throw new ReceiptError('receipt-malformed', `field ${key}`);
    return item.value;
  }
}

function checkFields(fields: ReceiptFields): void {
  const { price, evidenceDigest } = fields;
  const hashes = [
    fields.keyConfigHash,
    fields.transcriptHash,
    fields.requestCommitment,
    fields.answerCommitment,
  ];
  const numbers = [
    fields.inputTokens,
    fields.outputTokens,
    fields.startedAtMs,
    fields.finishedAtMs,
  ];
  check(
    hashes.every((hash) => hash.length === HASH_LENGTH),
    'hash',
  );
  check(evidenceDigest.length === 0 || evidenceDigest.length === HASH_LENGTH, 'evidence digest');
  check([fields.model, fields.upstream].every(isName), 'name');
  // What lib/cbor reads back: one below the largest safe integer.
  const isCount = (n: number): boolean =>
    Number.isSafeInteger(n) && n >= 0 && n < Number.MAX_SAFE_INTEGER;
  check(numbers.every(isCount), 'number');
  check(fields.finishedAtMs >= fields.startedAtMs, 'times');
  check(/^[A-Z][A-Z0-9]{0,15}$/.test(price.currency), 'currency');
  check(/^(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/.test(price.amount), 'amount');
  check(/^[a-z][a-z_-]{0,31}$/.test(fields.finishReason), 'finish reason');
}

/** Printable, so that what is shown is what was signed: no control, format or line separating characters. */
function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

function check(holds: boolean, detail: string): void {
  if (!holds) throw new ReceiptError('receipt-field-invalid', detail);
}
