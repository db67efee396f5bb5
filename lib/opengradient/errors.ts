/**
 * Every reason for which something of the OpenGradient network is refused. Closed; one code per fault that a person
 * can act on differently. Must never hold a sentence for the screen: those are chosen by code in lib/ask.
 */
import { CodedError } from '../errors/index.ts';

export type OpengradientErrorCode =
  // what we were about to send
  | 'request-not-expressible'
  // what the registry or a chain node said
  | 'chain-data-invalid'
  /** Two chain nodes do not say the same. */
  | 'chain-disagrees'
  /** A node of another chain. */
  | 'chain-wrong'
  /** No enclave in the registry may be asked now. */
  | 'registry-empty'
  /** The registry vouches for it and this device could not check again. */
  | 'registry-only'
  /** The attested document of a registration is not about what the registry's row says. */
  | 'registration-mismatch'
  | 'signing-key-invalid'
  | 'key-config-unsigned'
  // what the gateway answered
  | 'answer-malformed'
  | 'answer-field-missing'
  | 'answer-timestamp-invalid'
  | 'answer-unsigned'
  | 'answer-refused-by-gateway'
  | 'answer-of-another-gateway'
  | 'answer-to-another-request'
  | 'answer-altered'
  | 'answer-signature-invalid'
  /** Signed, but calls of tools where a text was asked for. */
  | 'answer-not-text'
  | 'billing-frame-invalid'
  // settlement and cost
  | 'batch-invalid'
  /** What is kept of an answer cannot be read as what was kept. */
  | 'kept-answer-invalid'
  | 'price-invalid'
  // account
  | 'account-invalid';

export class OpengradientError extends CodedError<OpengradientErrorCode> {}
