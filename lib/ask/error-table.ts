/**
 * Every code of every module, with what a person can do about it and the locale key of its one plain sentence.
 * Exhaustive by type: a new code without a line here does not compile. Several codes share a sentence where a person
 * would act on them alike; the code itself stays visible beside it.
 */
import { codeOf } from '../errors/index.ts';
import { ATTESTATION_ERRORS } from './error-table-attestation.ts';
import type { AnyErrorCode, TableEntry } from './error-codes.ts';
import { JOURNEY_ERRORS } from './error-table-journey.ts';
import { LOCAL_ERRORS } from './error-table-local.ts';
import type { ErrorView } from './view.ts';

export const ERROR_TABLE: Readonly<Record<AnyErrorCode, TableEntry>> = {
  ...ATTESTATION_ERRORS,
  ...JOURNEY_ERRORS,
  ...LOCAL_ERRORS,
};

function entryOf(code: string): TableEntry {
  const table: Readonly<Partial<Record<string, TableEntry>>> = ERROR_TABLE;
  return (Object.hasOwn(table, code) ? table[code] : undefined) ?? ERROR_TABLE.unexpected;
}

/** What a screen gets to see of a thrown value. A stranger among errors is 'unexpected'. */
export function errorViewOf(thrown: unknown): ErrorView {
  return viewOfCode(codeOf(thrown) ?? 'unexpected');
}

export function viewOfCode(code: string): ErrorView {
  const isKnown = Object.hasOwn(ERROR_TABLE, code);
  return { code: isKnown ? code : 'unexpected', advice: entryOf(code)[0] };
}

/** The locale key of the sentence for a code. */
export function errorKey(code: string): string {
  return `error_${entryOf(code)[1]}`;
}
