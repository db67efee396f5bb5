/** Everything that can be wrong with a receipt, as one closed list. Must never carry a sentence for the screen. */
import { CodedError } from '../errors/index.ts';

export type ReceiptErrorCode =
  | 'receipt-missing'
  | 'receipt-too-large'
  | 'receipt-malformed'
  | 'receipt-field-invalid'
  | 'receipt-signature-invalid'
  | 'receipt-transcript-mismatch'
  | 'receipt-key-config-mismatch'
  | 'receipt-request-mismatch'
  | 'receipt-answer-mismatch'
  | 'receipt-model-mismatch'
  /** Another price than the one that was fixed before the question left. */
  | 'receipt-price-mismatch';

export class ReceiptError extends CodedError<ReceiptErrorCode> {}
