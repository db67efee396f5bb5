/** How one entry is checked: by throwing when it fails. `Checks` is what one file of vectors offers, by list. */
import { codeOf } from '../../../lib/errors/index.ts';
import { equal, toHex, type Bytes } from '../../../lib/bytes/index.ts';
import type { JsonRecord } from '../../json.ts';

export type Check = (entry: unknown) => Promise<void> | void;
/** Prepares the check of one list of a file; called once for a list. */
export type CheckMaker = (content: JsonRecord) => Check | Promise<Check>;

export function expect(holds: boolean, why: string): void {
  if (!holds) throw new Error(why);
}

export function expectBytes(actual: Bytes, wanted: Bytes, what: string): void {
  expect(equal(actual, wanted), `${what}: ${toHex(actual)}`);
}

export function expectProof(actual: readonly Bytes[], wanted: readonly Bytes[]): void {
  const isSame =
    actual.length === wanted.length && actual.every((hash, i) => equal(hash, wanted[i] ?? hash));
  expect(isSame, `proof of ${actual.length} hashes differs`);
}

/** Passes when the work is refused with one of our codes; any other error is a failure of its own. */
export async function expectRefusal(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return;
  }
  throw new Error('accepted');
}
