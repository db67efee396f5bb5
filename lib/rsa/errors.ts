/** What can be wrong with an RSA public key. Must never grow a second code: a bad key is not used, whatever ails it. */
import { CodedError } from '../errors/index.ts';

export type RsaErrorCode = 'rsa-key-invalid';

export class RsaError extends CodedError<RsaErrorCode> {}
