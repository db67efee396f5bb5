/**
 * Whether a receipt that holds in everything else signs the price that was paid: the credits stand in the sealed
 * request itself, so that anybody who has the request can count them. Must never be asked before the receipt was
 * found to commit to exactly this request.
 */
import { fromBase64Url, type Bytes } from '../bytes/index.ts';
import { TOKEN_LENGTH } from '../credits/index.ts';
import { decodeRequest } from '../ohttp/index.ts';
import { isPriceOf, type ReceiptVerdict } from '../receipts/index.ts';

/** Whether they came back is not known here: an answer is not kept whole. */
export function heldToPrice(verdict: ReceiptVerdict, requestBytes: Bytes): ReceiptVerdict {
  if (!verdict.ok) return verdict;
  const { receipt } = verdict;
  const count = creditsIn(requestBytes);
  if (isPriceOf(receipt.price, { count })) return verdict;
  const { currency, amount } = receipt.price;
  const detail = `${count} credits paid, ${amount} ${currency} signed`;
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
