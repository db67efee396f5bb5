/**
 * The steps of one file as they are taken, and the verdict they come to. Must never lose a step: one that was not
 * reached is shown as such.
 */
import type { Image } from '../../attestation/index.ts';
import type { Transcript } from '../../binding/index.ts';
import type { Bytes } from '../../bytes/index.ts';
import type { SignedFacts } from '../../evidence/index.ts';
import type { Receipt, ReceiptVerdict } from '../../receipts/index.ts';
import { stepOf, type CheckedStep } from '../step.ts';
import type { ProofFile } from './encode.ts';

export interface FileVerdict {
  readonly verdict: 'holds' | 'holds-time-not-witnessed' | 'fails';
  /** Of the first step that failed. */
  readonly code: string | null;
  readonly steps: readonly CheckedStep[];
  /** No hardware protects this enclave; said beside every verdict. */
  readonly isDevelopment: boolean;
  readonly measurement: Image | null;
  readonly recordedAtMs: number;
  /** The signed time of the evidence; null where it does not hold. */
  readonly evidenceTimeMs: number | null;
  readonly witnessedAtMs: number | null;
  readonly receipt: Receipt | null;
}

/** What the evidence of a file came to; shared by all files with the same. */
export type Evidence = {
  readonly facts: SignedFacts | null;
  readonly code: string | null;
  readonly steps: readonly CheckedStep[];
  readonly bound: Bytes;
  readonly transcript: Transcript | null;
  readonly keyConfigHash: Bytes;
};

/** The steps after the evidence's own; the receipt's stand between the first two and the rest. */
const LATER_STEPS = ['transcript', 'keys', 'receipt', 'time', 'settlement', 'witness'] as const;
export class Run {
  readonly #file: ProofFile;
  readonly #evidence: Evidence;
  readonly #steps: CheckedStep[];
  readonly #left: string[] = [...LATER_STEPS];
  #receipt: Receipt | null = null;

  constructor(file: ProofFile, evidence: Evidence) {
    this.#file = file;
    this.#evidence = evidence;
    this.#steps = [...evidence.steps];
  }

  pass(name: string, detail: string): void {
    this.#add({ name, verdict: 'pass', detail });
  }

  takeReceipt(verdict: ReceiptVerdict): void {
    this.#steps.push(...verdict.steps.map((step) => stepOf('receipt', step)));
    this.#left.splice(this.#left.indexOf('receipt'), 1);
    this.#receipt = verdict.ok ? verdict.receipt : null;
  }

  fail(name: string, code: string, detail = code): FileVerdict {
    this.#add({ name, verdict: 'fail', detail });
    return this.end(code);
  }

  end(code: string): FileVerdict {
    return this.#verdict('fails', code, null);
  }

  holds(isWitnessed: boolean, witnessedAtMs: number | null, detail: string): FileVerdict {
    if (isWitnessed) return this.#verdict('holds', null, witnessedAtMs);
    this.#add({ name: 'witness', verdict: 'not-reached', detail });
    return this.#verdict('holds-time-not-witnessed', null, null);
  }

  #add(step: CheckedStep): void {
    this.#steps.push(step);
    this.#left.splice(this.#left.indexOf(step.name), 1);
  }

  #verdict(
    verdict: FileVerdict['verdict'],
    code: string | null,
    witnessedAtMs: number | null,
  ): FileVerdict {
    const left = this.#left.map((name) => {
      return { name, verdict: 'not-reached' as const, detail: '' };
    });
    const { facts } = this.#evidence;
    return {
      verdict,
      code,
      steps: [...this.#steps, ...left],
      isDevelopment: facts?.isDevelopmentRoot ?? code === 'development-root',
      measurement: facts?.image ?? null,
      recordedAtMs: this.#file.recordedAtMs,
      evidenceTimeMs: facts?.timeMs ?? null,
      witnessedAtMs,
      receipt: this.#receipt,
    };
  }
}
