/**
 * A result or its refusal, kept until the step comes in which it is reported: so that work can begin before the verdicts
 * in front of it are known. Must never turn a refusal into a value.
 */
import { AttestationError } from '../errors.ts';

export interface Outcome<T> {
  readonly value?: T;
  readonly error?: unknown;
}

export async function outcomeOf<T>(pending: Promise<T>): Promise<Outcome<T>> {
  return pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

export function attempt<T>(act: () => T): Outcome<T> {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

export function valueOf<T>({ value, error }: Outcome<T>): T {
  if (value !== undefined) return value;
  throw error instanceof Error ? error : new AttestationError('collateral-invalid');
}
