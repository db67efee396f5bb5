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
    bytes: Bytes | undefined,
    act: () => T | Promise<T>,
    describe: (value: T) => string,
  ): Promise<T> {
    try {
      const value = await act();
      this.#take(name, 'pass', describe(value), bytes);
      return value;
    } catch (thrown) {
      const coded = toAttestationError(thrown);
      this.#fail(name, coded.code, coded.message, bytes);
      throw coded;
    }
  }

  /** A step of policy on bytes whose signature holds: it is judged, and the others are judged after it all the same. */
  check(name: StepName, bytes: Bytes | undefined, act: () => string): void {
    try {
      this.#take(name, 'pass', act(), bytes);
    } catch (thrown) {
      const coded = toAttestationError(thrown);
      this.#fail(name, coded.code, coded.message, bytes);
    }
  }

  /** Marks a step that the caller did not ask for. It is no pass, and it says so. */
  notAsked(name: StepName): void {
    this.#take(name, 'not-reached', 'not asked for', undefined);
  }

  /** Runs a whole verification and turns its outcome, whatever it is, into one of the two results. */
  async conclude<K extends EvidenceKind, F extends object>(
    kind: K,
    evidence: Bytes,
    verification: () => Promise<F>,
  ): Promise<Verified<K, F> | Refused<K, F>> {
    let facts: F | null = null;
    try {
      facts = await verification();
    } catch (thrown) {
      // Anything that no step recorded is a fault of this program, and must not pass for a verdict.
      if (this.#failure === undefined) throw thrown;
    }
    if (this.#failure !== undefined || facts === null) {
      const failure = this.#failure ?? unreachable();
      return { ok: false, kind, ...failure, steps: this.#list(), evidence, signed: facts };
    }
    return { ok: true, kind, steps: this.#list(), evidence, ...facts };
  }

  #take(name: StepName, verdict: Step['verdict'], detail: string, bytes: Bytes | undefined): void {
    const step = { name, verdict, detail };
    this.#taken.set(name, bytes === undefined ? step : { ...step, bytes });
  }

  #fail(
    name: StepName,
    code: AttestationErrorCode,
    detail: string,
    bytes: Bytes | undefined,
  ): void {
    this.#take(name, 'fail', detail, bytes);
    this.#failure ??= { code, step: name, detail };
  }

  #list(): readonly Step[] {
    return this.#order.map(
      (name) => this.#taken.get(name) ?? { name, verdict: 'not-reached', detail: '' },
    );
  }
}

function unreachable(): never {
  throw new TypeError('a verification without failure must give facts');
}

/** Readers below throw codes of their own (bytes, CBOR): to the caller all of them say that the evidence is no evidence. */
function toAttestationError(thrown: unknown): AttestationError {
  if (thrown instanceof AttestationError) return thrown;
  const code = codeOf(thrown);
  if (code === undefined) throw thrown;
  const detail = thrown instanceof Error ? thrown.message : code;
  return new AttestationError('evidence-malformed', detail, { cause: thrown });
}
