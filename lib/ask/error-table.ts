/**
 * Every code of every module, with what a person can do about it. Exhaustive by type: a new code without a line here
 * does not compile. Its sentence: error-sentences.ts.
 */
import { codeOf } from '../errors/index.ts';
import { ATTESTATION_ERRORS } from './error-table-attestation.ts';
import type { AnyErrorCode } from './error-codes.ts';
import { JOURNEY_ERRORS } from './error-table-journey.ts';
import { LOCAL_ERRORS } from './error-table-local.ts';
import type { Advice, ErrorView } from './view.ts';

export const ERROR_TABLE: Readonly<Record<AnyErrorCode, Advice>> = {
  ...ATTESTATION_ERRORS,
  ...JOURNEY_ERRORS,
  ...LOCAL_ERRORS,
};

export function isKnownCode(code: string): code is AnyErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}

/** What a screen gets to see of a thrown value. A stranger among errors is 'unexpected'. */
export function errorViewOf(thrown: unknown): ErrorView {
  return viewOfCode(codeOf(thrown) ?? 'unexpected');
}

export function viewOfCode(code: string): ErrorView {
  const known = isKnownCode(code) ? code : 'unexpected';
  return { code: known, advice: ERROR_TABLE[known] };
}
