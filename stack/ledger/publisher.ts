/**
 * Brings the newest durable tree before the public: collects cosignatures as the policy asks, then puts the checkpoint
 * in place. Runs behind the commits and skips sizes nobody needs to see. Publishes nothing while the policy is not
 * satisfied, and nothing ever again once a witness has seen more than this log knows of.
 */
import { codeOf } from '../../lib/errors/index.ts';
import { formatNote, parseNote } from '../../lib/settlement/index.ts';
import type { LogStore } from './log-store.ts';
import { WitnessClient, type WitnessSetting } from './witness-client.ts';

export interface PublishOptions {
  readonly witnesses: readonly WitnessSetting[];
  readonly quorum: number;
  readonly witnessTimeoutMs: number;
  /** How soon an unsatisfied policy is tried again. */
  readonly retryMs: number;
  /** How often an unchanged tree is cosigned anew, so that its time stays fresh. */
  readonly refreshMs: number;
  /** Told of what is worth an operator's attention: a code, never content. */
  readonly report: (code: string) => void;
  /** Done before a newer checkpoint takes the place of the one that is published. */
  readonly beforePublish?: () => Promise<void>;
}

export class Publisher {
  readonly #store: LogStore;
  readonly #options: PublishOptions;
  readonly #clients: readonly WitnessClient[];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #isStopped = false;

  constructor(store: LogStore, options: PublishOptions) {
    this.#store = store;
    this.#options = options;
    this.#clients = options.witnesses.map(
      (witness) => new WitnessClient(witness, options.witnessTimeoutMs),
    );
  }

  /** True once a witness has contradicted this log: it must not take entries any more. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Asks for the newest tree to be published; returns at once. */
  wake(): void {
    this.#isWanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Whoever woke it between its last look and now found it running.
      if (this.#isWanted && !this.#isStopped) this.wake();
    });
  }

  /** Publishes what is durable now, and waits for it. */
  async settle(): Promise<void> {
    this.wake();
    while (this.#running !== null) await this.#running;
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    let isDone = true;
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      isDone = await this.#publishOnce();
    }
    if (this.#isStopped) return;
    const { retryMs, refreshMs, witnesses } = this.#options;
    if (isDone && witnesses.length === 0) return;
    this.#timer = setTimeout(() => this.wake(), isDone ? refreshMs : retryMs);
    this.#timer.unref();
  }

  async #publishOnce(): Promise<boolean> {
    const signed = this.#store.signed;
    const { quorum, report } = this.#options;
    const { key } = this.#store.signing;
    try {
      const asked = await Promise.allSettled(
        this.#clients.map((client) => client.cosign(signed, key, this.#store.readTile)),
      );
      const lines = asked.flatMap((one) => {
        if (one.status === 'fulfilled') return one.value === undefined ? [] : [one.value];
        if (codeOf(one.reason) === 'ledger-rolled-back') throw one.reason;
        return [];
      });
      if (lines.length < quorum) {
        report('witness-quorum-missing');
        return false;
      }
      const { signatures } = parseNote(signed.noteBytes);
      await this.#options.beforePublish?.();
      await this.#store.publish(formatNote(signed.text, [...signatures, ...lines]));
      return true;
    } catch (thrown) {
      report(codeOf(thrown) ?? 'publish-failed');
      if (codeOf(thrown) === 'ledger-rolled-back') this.#isStopped = true;
      return false;
    }
  }
}
