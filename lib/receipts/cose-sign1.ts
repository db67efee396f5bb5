/**
 * The envelope of a receipt, and of whatever else its key signs: COSE_Sign1 (RFC 9052 section 4.2), tag 18, EdDSA with
 * Ed25519.
 *
 *   18([h'protected', {}, h'payload', h'signature'])
 *   protected  {1: -8 (alg EdDSA), 16: "application/vnd.sotto.receipt" (typ, RFC 9596), or the type of another message}
 *   signed     ["Signature1", protected, h'', payload]
 *
 * The type in the signed header keeps a receipt from passing for anything else that the key might ever sign.
 * Must never take the algorithm, a key or a key id from the envelope.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { writeCbor } from '../cbor/index.ts';
import { ReceiptError } from './errors.ts';
import { MAX_RECEIPT_LENGTH, readStrict } from './receipt.ts';

const COSE_SIGN1_TAG = 18;
const SIGNATURE_LENGTH = 64;
const RECEIPT_TYPE = 'application/vnd.sotto.receipt';

/** Encoded once for each type of message: they are few, and stand in the code. */
const headers = new Map<string, Bytes>();

function protectedHeader(type: string): Bytes {
  const known = headers.get(type);
  if (known !== undefined) return known;
  const fields: [number, number | string][] = [
    [1, -8],
    [16, type],
  ];
  const header = writeCbor(new Map(fields));
  headers.set(type, header);
  return header;
}

/** Signs exactly these bytes with the receipt key, wherever that is kept. */
export type Sign = (message: Bytes) => Promise<Bytes>;

export interface Envelope {
  readonly payload: Bytes;
  readonly signature: Bytes;
}

/** The bytes that the signature covers. */
export function toBeSigned(payload: Bytes, type = RECEIPT_TYPE): Bytes {
  return writeCbor(['Signature1', protectedHeader(type), new Uint8Array(0), payload]);
}

export function encodeEnvelope({ payload, signature }: Envelope, type = RECEIPT_TYPE): Bytes {
  const parts = [protectedHeader(type), new Map(), payload, signature];
  return writeCbor({ tag: COSE_SIGN1_TAG, value: parts });
}

export function parseEnvelope(bytes: Bytes, type = RECEIPT_TYPE): Envelope {
  if (bytes.length > MAX_RECEIPT_LENGTH) throw new ReceiptError('receipt-too-large');
  const item = readStrict(bytes, [COSE_SIGN1_TAG]);
  if (item.kind !== 'tag' || item.value.kind !== 'array')
    throw new ReceiptError('receipt-malformed');
  const [header, unprotected, payload, signature, ...more] = item.value.value;
  if (header?.kind !== 'bytes' || !equal(header.value, protectedHeader(type))) {
    throw new ReceiptError('receipt-malformed', 'protected header');
  }
  // What stands here is signed by nobody, so nothing may stand here.
  if (unprotected?.kind !== 'map' || unprotected.value.size !== 0) {
    throw new ReceiptError('receipt-malformed', 'unprotected header');
  }
  if (payload?.kind !== 'bytes' || signature?.kind !== 'bytes' || more.length !== 0) {
    throw new ReceiptError('receipt-malformed', 'envelope');
  }
  if (signature.value.length !== SIGNATURE_LENGTH) {
    throw new ReceiptError('receipt-malformed', 'signature length');
  }
  return { payload: payload.value.slice(), signature: signature.value.slice() };
}

/** False when the signature does not fit, or no engine takes the key. */
export async function signatureHolds(
  envelope: Envelope,
  receiptKey: Bytes,
  type = RECEIPT_TYPE,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', receiptKey, 'Ed25519', false, ['verify']);
    const message = toBeSigned(envelope.payload, type);
    return await crypto.subtle.verify('Ed25519', key, envelope.signature, message);
  } catch {
    return false;
  }
}
