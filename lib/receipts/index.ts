export {
  answerCommitment,
  leafEntry,
  OPENING_LENGTH,
  requestCommitment,
  type Openings,
} from './commitment.ts';
export {
  encodeEnvelope,
  parseEnvelope,
  signatureHolds,
  toBeSigned,
  type Envelope,
  type Sign,
} from './cose-sign1.ts';
export { isPriceOf, type CreditsGiven } from './credits-price.ts';
export { ReceiptError, type ReceiptErrorCode } from './errors.ts';
export { encodePayload, type Price, type Receipt, type ReceiptFields } from './receipt.ts';
export { parseReceipt, signReceipt } from './sign-receipt.ts';
export {
  RECEIPT_STEPS,
  verifyReceipt,
  verifyReceiptAlone,
  type ReceiptExpectation,
  type ReceiptStep,
  type ReceiptStepName,
  type ReceiptVerdict,
} from './verify-receipt.ts';
