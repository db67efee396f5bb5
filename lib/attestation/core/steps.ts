/**
 * The list of checks that every verification leaves behind: complete, in order, on success and on refusal, each with
 * its verdict and the bytes it was about, so that a screen can open every step and an auditor can repeat it.
 * Must never let a failed check be outvoted: the first failure decides.
 */
import type { Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import { AttestationError, type AttestationErrorCode } from '../errors.ts';
import type { EvidenceKind, Refused, Step, StepName, Verified } from '../verdict.ts';

interface Failure {
  readonly code: AttestationErrorCode;
  readonly step: StepName;
  readonly detail: string;
}

export class StepLog {
  readonly #order: readonly StepName[];
  readonly #taken = new Map<StepName, Step>();
  #failure: Failure | undefined;

  constructor(order: readonly StepName[]) {
    this.#order = order;
  }

  /** A step that later ones stand on: when it throws, nothing after it is reached. */
  async stage<T>(
    name: StepName,
    detail: string,
    bytes: Bytes | undefined,
    act: () => T | Promise<T>,
  ): Promise<T> {
    try {
      const value = await act();
      this.#take(name, 'pass', detail, bytes);
      return value;
    } catch (thrown) {
      throw this.#fail(name, thrown, bytes);
    }
  }

  /**
   * A step of policy on bytes whose signature holds: whatever it finds, the others are judged after it.
   * Without an act the caller did not ask for it: that is no pass, and it says so.
   */
  check(name: StepName, act: (() => string) | null | undefined, bytes?: Bytes | null): void {
    try {
      if (act) this.#take(name, 'pass', act(), bytes);
      else this.#take(name, 'not-reached', 'not asked for', bytes);
    } catch (thrown) {
      this.#fail(name, thrown, bytes);
    }
  }

  /** Runs a whole verification and turns its outcome, whatever it is, into one of the two results. */
  async conclude<K extends EvidenceKind, F extends object>(
    kind: K,
    evidence: Bytes,
    verification: () => Promise<F>,
  ): Promise<Verified<K, F> | Refused<K, F>> {
    let signed: F | null = null;
    try {
      signed = await verification();
      if (!this.#failure) return { kind, steps: this.#list(), evidence, ok: true, ...signed };
    } catch (thrown) {
      // Anything that no step recorded is a fault of this program, and must not pass for a verdict.
      if (!this.#failure) throw thrown;
    }
    return { kind, steps: this.#list(), evidence, ok: false, ...this.#failure, signed };
  }

  #take(name: StepName, verdict: Step['verdict'], detail: string, bytes?: Bytes | null): void {
    this.#taken.set(name, { name, verdict, detail, ...(bytes && { bytes }) });
  }

  #fail(name: StepName, thrown: unknown, bytes?: Bytes | null): AttestationError {
    const error = toAttestationError(thrown);
    this.#take(name, 'fail', error.message, bytes);
    this.#failure ??= { code: error.code, step: name, detail: error.message };
    return error;
  }

  #list(): readonly Step[] {
    return this.#order.map(
      (name) => this.#taken.get(name) ?? { name, verdict: 'not-reached', detail: '' },
    );
  }
}

/** Readers below throw codes of their own (bytes, CBOR): to the caller all of them say that this is no evidence. */
function toAttestationError(thrown: unknown): AttestationError {
  if (thrown instanceof AttestationError) return thrown;
  const code = codeOf(thrown);
  if (code === undefined) throw thrown;
  return new AttestationError('evidence-malformed', code, { cause: thrown });
}
