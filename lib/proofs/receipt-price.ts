/**
 * Whether a receipt that holds in everything else signs the price that was paid: the credits stand in the sealed
 * request itself, so that anybody who has the request can count them. Must never be asked before the receipt was
 * found to commit to exactly this request.
 */
import { fromBase64Url, type Bytes } from '../bytes/index.ts';
import { TOKEN_LENGTH } from '../credits/index.ts';
import { decodeRequest } from '../ohttp/index.ts';
import type { ReceiptVerdict } from '../receipts/index.ts';

/** Given back inside the answer, which is not kept whole, they count as a price of nothing. */
export function heldToPrice(verdict: ReceiptVerdict, requestBytes: Bytes): ReceiptVerdict {
  if (!verdict.ok) return verdict;
  const { receipt } = verdict;
  const { currency, amount } = receipt.price;
  const paid = creditsIn(requestBytes);
  const isPaid = currency === 'CREDITS' && [String(paid), '0'].includes(amount);
  if (paid === 0 || isPaid) return verdict;
  const detail = `${paid} credits paid, ${amount} ${currency} signed`;
  const steps = verdict.steps.map((step) =>
    step.name === 'request' ? { ...step, verdict: 'fail' as const, detail } : step,
  );
  return { ok: false, code: 'receipt-price-mismatch', step: 'request', steps, claimed: receipt };
}

/** None in a request of another service than ours, whatever its form. */
function creditsIn(requestBytes: Bytes): number {
  try {
    const { fields } = decodeRequest(requestBytes);
    const tokens = fields.find(([name]) => name === 'sotto-credits')?.[1] ?? '';
    return Math.ceil(fromBase64Url(tokens).length / TOKEN_LENGTH);
  } catch {
    return 0;
  }
}
