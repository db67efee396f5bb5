/**
 * A receipt of a payment by x402, in the form of its offer-and-receipt extension, signed as typed data (EIP-712) by the
 * server that was paid. What it is worth follows from the resource that was paid for. The transaction is its id: the
 * same payment under another resource or payer's spelling is the same voucher.
 *
 *   {"format":"eip712","payload":{version,network,resourceUrl,payer,issuedAt,transaction},"signature":"0x…65 bytes"}
 *
 * Must never ask a chain: the signer vouches that the payment was final when it signed.
 */
import { verifyTyped } from 'micro-eth-signer';
import { count, oneOf, record, text, type Parsed } from '../../../lib/shape/index.ts';
import { IssuerError } from '../errors.ts';
import { MAX_BATCHES, voucherId, type VoucherKind } from './voucher.ts';

export interface X402Terms {
  /** Address of the key that signs receipts. */
  readonly signer: string;
  /** What each resource is worth, in batches. */
  readonly resources: ReadonlyMap<string, number>;
  /** How long after the payment a receipt is honoured. */
  readonly lifeMs: number;
}

const DOMAIN = { name: 'x402 receipt', version: '1', chainId: 1n } as const;
const TYPES = {
  Receipt: [
    { name: 'version', type: 'uint256' },
    { name: 'network', type: 'string' },
    { name: 'resourceUrl', type: 'string' },
    { name: 'payer', type: 'string' },
    { name: 'issuedAt', type: 'uint256' },
    { name: 'transaction', type: 'string' },
  ],
} as const;

const receiptShape = record({
  format: oneOf('eip712'),
  payload: record({
    version: oneOf(1),
    network: text(64, /^[a-z0-9-]{3,8}:[A-Za-z0-9_-]{1,32}$/),
    resourceUrl: text(1024),
    payer: text(128),
    issuedAt: count(99_999_999_999),
    transaction: text(128, /^\S+$/),
  }),
  signature: text(132, /^0x[0-9a-f]{130}$/i),
});
type Receipt = Parsed<typeof receiptShape>;

export function x402Receipts({ signer, resources, lifeMs }: X402Terms): VoucherKind {
  return {
    name: 'x402',
    // Awaited like the kinds that ask somebody.
    read: async (voucher) => {
      if (!voucher.trimStart().startsWith('{')) return undefined;
      const receipt = readReceipt(voucher);
      const { network, resourceUrl, transaction, issuedAt } = receipt.payload;
      const batches = resources.get(resourceUrl) ?? 0;
      const isWorth = batches >= 1 && batches <= MAX_BATCHES;
      if (!isWorth || !isSignedBy(signer, receipt)) throw invalid();
      // Hex may be written in either case, so the name is one of them.
      const name = transaction.startsWith('0x') ? transaction.toLowerCase() : transaction;
      return { id: voucherId('x402', network, name), batches, untilMs: issuedAt * 1000 + lifeMs };
    },
  };
}

function isSignedBy(signer: string, { payload, signature }: Receipt): boolean {
  const message = {
    ...payload,
    version: BigInt(payload.version),
    issuedAt: BigInt(payload.issuedAt),
  };
  const typed = { primaryType: 'Receipt', domain: DOMAIN, types: TYPES, message } as const;
  try {
    return verifyTyped(signature, typed, signer);
  } catch {
    // A signature from which no key can be recovered.
    return false;
  }
}

function readReceipt(voucher: string): Receipt {
  try {
    return receiptShape(JSON.parse(voucher));
  } catch (cause) {
    throw invalid(cause);
  }
}

function invalid(cause?: unknown): IssuerError {
  return new IssuerError('voucher-invalid', 'x402', { cause });
}
