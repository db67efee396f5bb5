export { RsaError, type RsaErrorCode } from './errors.ts';
export { parseRsaPublicKey, type RsaPublicKey } from './public-key.ts';
export { verifyPss, type PssScheme } from './verify.ts';
