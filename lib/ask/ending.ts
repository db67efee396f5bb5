/** How an ask that did not go well ended. Must never blame the enclave for what only the relay said. */
import { RefusedEnclave } from '../networks/index.ts';
import { errorViewOf } from './error-table.ts';
import type { Change } from './story.ts';

export interface Progress {
  /** The sealed question may have reached the gateway. */
  readonly hasLeft: boolean;
  /** The inner message had come in whole before the trouble. */
  readonly isWhole: boolean;
}

export function endingOf(thrown: unknown, { hasLeft, isWhole }: Progress): Change {
  const error = errorViewOf(thrown);
  if (!hasLeft) {
    const enclave =
      thrown instanceof RefusedEnclave ? { proof: { enclave: 'fails' as const } } : {};
    return { phase: 'refused', error, ...enclave };
  }
  // The text stays readable; what the receipt said of it stays said.
  if (isWhole) return { error, proof: { answered: 'truncated' } };
  return { phase: 'failed', error, proof: { answered: 'truncated', receipt: 'missing' } };
}
