/** Makes a receipt: the enclave's part. Must never see the private key. */
import type { Bytes } from '../bytes/index.ts';
import { encodeEnvelope, parseEnvelope, toBeSigned, type Sign } from './cose-sign1.ts';
import { encodePayload, parsePayload, type Receipt, type ReceiptFields } from './receipt.ts';

/** The receipt's bytes. Throws 'receipt-field-invalid' when the fields are not ones a device would accept. */
export async function signReceipt(fields: ReceiptFields, sign: Sign): Promise<Bytes> {
  const payload = encodePayload(fields);
  const signature = await sign(toBeSigned(payload));
  return encodeEnvelope({ payload, signature });
}

/** What a receipt says, whoever signed it: for display of a failed one, never for a verdict. */
export function parseReceipt(bytes: Bytes): Receipt {
  return parsePayload(parseEnvelope(bytes).payload);
}
