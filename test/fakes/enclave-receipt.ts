/** The receipt that the fake enclave signs over what it opened and answered, each part to be bent by a test. */
import { sign, type KeyObject } from 'node:crypto';
import { copyOf, fromBase64Url, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { RequestParser, type Field } from '../../lib/ohttp/index.ts';
import {
  answerCommitment,
  requestCommitment,
  signReceipt,
  type ReceiptFields,
} from '../../lib/receipts/index.ts';
import { MODEL, sha256 } from './enclave-parts.ts';

export interface ReceiptLies {
  hasReceipt: boolean;
  /** Instead of the answer's text in the receipt. */
  receiptText: string | undefined;
  /** What the receipt says, before it is signed. */
  claims: (fields: ReceiptFields) => ReceiptFields;
  /** Instead of the attested receipt key. */
  signer: KeyObject | undefined;
  /** The trailer section, with the receipt in it. */
  trailers: (fields: Field[]) => Field[];
}

export const NO_RECEIPT_LIES: ReceiptLies = {
  hasReceipt: true,
  receiptText: undefined,
  claims: (fields) => fields,
  signer: undefined,
  trailers: (fields) => fields,
};

export interface Answered {
  readonly plaintext: Bytes;
  readonly fields: readonly Field[];
  readonly keys: Bytes;
  readonly transcriptHash: Bytes;
  readonly text: string;
}

/** The trailer section of one answer. */
export async function trailersOf(
  answered: Answered,
  receiptKey: KeyObject,
  lies: ReceiptLies,
): Promise<Field[]> {
  if (!lies.hasReceipt) return lies.trailers([]);
  const key = lies.signer ?? receiptKey;
  const receipt = await signReceipt(lies.claims(await claimsOf(answered, lies)), async (bytes) =>
    copyOf(sign(null, bytes, key)),
  );
  return lies.trailers([['sotto-receipt', toBase64Url(receipt)]]);
}

async function claimsOf(
  { plaintext, fields, keys, transcriptHash, text }: Answered,
  { receiptText }: ReceiptLies,
): Promise<ReceiptFields> {
  const openings = fields.find(([name]) => name === 'sotto-openings')?.[1].split('.') ?? [];
  const [request, answer] = openings.map(fromBase64Url);
  if (request === undefined || answer === undefined) throw new Error('openings');
  const parser = new RequestParser();
  parser.push(plaintext);
  parser.end();
  const requestBytes = plaintext.slice(0, plaintext.length - parser.paddingLength);
  return {
    keyConfigHash: await sha256(keys),
    transcriptHash,
    requestCommitment: await requestCommitment(request, requestBytes),
    answerCommitment: await answerCommitment(answer, utf8(receiptText ?? text)),
    model: MODEL.id,
    upstream: MODEL.upstream,
    inputTokens: 10,
    outputTokens: 5,
    price: { currency: 'USD', amount: '0' },
    startedAtMs: 1_800_000_000_000,
    finishedAtMs: 1_800_000_001_000,
    evidenceDigest: new Uint8Array(0),
    finishReason: 'stop',
  };
}
