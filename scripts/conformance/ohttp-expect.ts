/** What a check of a vector says when it does not hold. */
import { equal, toHex } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';

export function expectBytes(what: string, got: Uint8Array, wanted: Uint8Array): void {
  if (!equal(got, wanted)) {
    throw new Error(`${what}: ${toHex(got).slice(0, 80)} is not ${toHex(wanted).slice(0, 80)}`);
  }
}

/** Compares plain data. */
export function expectSame(what: string, got: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (left !== right)
    throw new Error(`${what}: ${left?.slice(0, 200)} is not ${right?.slice(0, 200)}`);
}

/** Refusing means one of our own errors: a TypeError from the depths is a bug, not a refusal. */
export async function expectRefused(what: string, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    if (thrown instanceof CodedError) return;
    throw new Error(`${what}: refused by accident, ${String(thrown)}`, { cause: thrown });
  }
  throw new Error(`${what}: was accepted`);
}
