/**
 * An enclave of the OpenGradient network that the registry named, ready to be asked.
 * Must never ask an enclave longer than the registry's word is fresh, nor a second one for the same question while the
 * first may have answered.
 */
import type { Settings } from '../../settings/index.ts';
import type { Asked, NetworkEdges, ReadyEnclave, SealedAsk } from '../network.ts';
import type { EnclaveView } from '../view.ts';
import type { Account } from './account.ts';
import { sealAsk } from './ask.ts';
import type { FoundEnclave } from './enclave.ts';

/** Keys change with every restart of an enclave: the registry is read again after so long. */
const FRESH_MS = 300_000;

export class Ready implements ReadyEnclave {
  readonly enclave: FoundEnclave;
  readonly #edges: NetworkEdges;
  readonly #settings: Settings;
  readonly #account: Account;

  constructor(edges: NetworkEdges, settings: Settings, account: Account, enclave: FoundEnclave) {
    this.#edges = edges;
    this.#settings = settings;
    this.#account = account;
    this.enclave = enclave;
  }

  get view(): EnclaveView {
    return this.enclave.view;
  }

  get verdict(): 'holds' | 'registry' {
    return this.enclave.verdict;
  }

  isCurrent(nowMs: number): boolean {
    const ageMs = nowMs - this.enclave.verifiedAtMs;
    return ageMs >= 0 && ageMs < FRESH_MS;
  }

  /** Only where the nodes, asked again, no longer name this one: while they do, it may have answered. */
  isReplacedBy(renewed: ReadyEnclave): boolean {
    return renewed instanceof Ready && !renewed.enclave.active.includes(this.enclave.teeId);
  }

  /** Sealing contexts are made where they are used, in the aside. */
  freshen(): void {}

  wipe(): void {}

  seal(asked: Asked): Promise<SealedAsk> {
    const line = {
      edges: this.#edges,
      settings: this.#settings.opengradient,
      account: this.#account,
      enclave: this.enclave,
    };
    return sealAsk(line, asked);
  }
}
