/**
 * A total: how many asks a gateway answered and settled by the end of an hour that it had not told before. COSE_Sign1 in
 * the envelope of a receipt, by the receipt key of the attested transcript, with a type of its own in the signed header;
 * the payload is deterministic CBOR:
 *
 *   {1: 1 (version), 2: transcript SHA-256, 3: hours since 1970, 4: {model: count, …}, 5: count of other models}
 *
 * Must never be read with a number between 1 and 19 in it (merge.ts), nor in a second spelling.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { readCbor, writeCbor, type Cbor, type CborInput } from '../../lib/cbor/index.ts';
import {
  encodeEnvelope,
  parseEnvelope,
  signatureHolds,
  toBeSigned,
  type Envelope,
  type Sign,
} from '../../lib/receipts/index.ts';
import { ActivityError } from './errors.ts';
import { LEAST_TOLD } from './merge.ts';

export const TOTAL_TYPE = 'application/vnd.sotto.activity-total';
/** The media type of an introduction, beside it. */
export const GATEWAY_TYPE = 'application/vnd.sotto.activity-gateway';
/** That of a receipt's envelope, which is what reads it: thirty models of ordinary names. */
export const MAX_TOTAL_LENGTH = 2048;
const MAX_MODELS = 64;
const MAX_NAME_LENGTH = 256;
const HASH_LENGTH = 32;
/** In the year 9999, where dates as text end. */
const MAX_HOUR = 70_389_527;

export interface Total {
  readonly transcriptHash: Bytes;
  /** Whole hours since 1970, UTC. */
  readonly hour: number;
  readonly models: ReadonlyMap<string, number>;
  readonly other: number;
}

export interface SignedTotal {
  readonly total: Total;
  readonly envelope: Envelope;
}

export async function signTotal(total: Total, sign: Sign): Promise<Bytes> {
  checkTotal(total);
  const fields: [number, CborInput][] = [
    [1, 1],
    [2, total.transcriptHash],
    [3, total.hour],
    [4, total.models],
    [5, total.other],
  ];
  const payload = writeCbor(new Map(fields));
  const bytes = encodeEnvelope(
    { payload, signature: await sign(toBeSigned(payload, TOTAL_TYPE)) },
    TOTAL_TYPE,
  );
  if (bytes.length > MAX_TOTAL_LENGTH) throw new ActivityError('total-field-invalid', 'length');
  return bytes;
}

/** Reads a total, whoever signed it. */
export function parseTotal(bytes: Bytes): SignedTotal {
  try {
    const envelope = parseEnvelope(bytes, TOTAL_TYPE);
    const limits = { maxBytes: MAX_TOTAL_LENGTH, maxItems: MAX_MODELS, sortedKeys: true };
    const total = totalOf(readCbor(envelope.payload, limits));
    checkTotal(total);
    return { total, envelope };
  } catch (cause) {
    if (cause instanceof ActivityError) throw cause;
    throw new ActivityError('total-malformed', undefined, { cause });
  }
}

export function totalIsSignedBy({ envelope }: SignedTotal, receiptKey: Bytes): Promise<boolean> {
  return signatureHolds(envelope, receiptKey, TOTAL_TYPE);
}

/** All asks that it tells of. */
export function asksIn({ models, other }: Total): number {
  return [...models.values()].reduce((sum, count) => sum + count, other);
}

function totalOf(item: Cbor): Total {
  if (item.kind !== 'map' || item.value.size !== 5) throw new ActivityError('total-malformed');
  const [version, hash, hour, models, other] = [1, 2, 3, 4, 5].map((key) => item.value.get(key));
  if (numberOf(version) !== 1) throw new ActivityError('total-field-invalid', 'version');
  if (hash?.kind !== 'bytes' || models?.kind !== 'map') throw new ActivityError('total-malformed');
  const named = [...models.value].map(([name, count]): [string, number] => {
    if (typeof name !== 'string') throw new ActivityError('total-malformed', 'model');
    return [name, numberOf(count)];
  });
  return {
    transcriptHash: hash.value.slice(),
    hour: numberOf(hour),
    models: new Map(named),
    other: numberOf(other),
  };
}

function numberOf(item: Cbor | undefined): number {
  if (item?.kind !== 'unsigned') throw new ActivityError('total-malformed', 'number');
  return item.value;
}

function checkTotal({ transcriptHash, hour, models, other }: Total): void {
  const counts = [...models.values()];
  const isTold = (count: number): boolean => Number.isSafeInteger(count) && count >= LEAST_TOLD;
  check(transcriptHash.length === HASH_LENGTH, 'transcript');
  check(Number.isSafeInteger(hour) && hour >= 0 && hour <= MAX_HOUR, 'hour');
  check([...models.keys()].every(isName), 'model');
  check(counts.every(isTold) && (other === 0 || isTold(other)), 'count');
  check(models.size <= MAX_MODELS && (models.size > 0 || other > 0), 'nothing told');
  check(Number.isSafeInteger(counts.reduce((sum, count) => sum + count, other)), 'sum');
}

/** As in a receipt: printable, so that what is shown is what was signed. */
function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

function check(holds: boolean, detail: string): void {
  if (!holds) throw new ActivityError('total-field-invalid', detail);
}
