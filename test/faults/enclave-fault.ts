/** One thing that an enclave, or a machine that poses as one, does wrong; run by test/e2e/chromium/hostile-enclave.e2e.ts. */
import type { HostileEnclave } from '../fakes/hostile-enclave.ts';

export interface EnclaveFault {
  readonly id: string;
  /** `case N` of section 3, or a word of 3b. */
  readonly of: readonly string[];
  readonly codes: readonly string[];
  readonly set: (enclave: HostileEnclave) => void | Promise<void>;
}

/** At an ask a sealed question has left. */
export interface AnswerFault extends EnclaveFault {
  /** Where the ask ends: cut off; whole under a receipt that holds, with its end not seen; or whole and unproven. */
  readonly ends: 'truncated' | 'end unseen' | 'fails' | 'missing';
}
