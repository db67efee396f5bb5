/**
 * What passes between the relay and the aside during one exchange: sealed pieces one way, text the other.
 * Must never hand out a piece before the way is open, nor leave the aside waiting once it is shut.
 */
import type { ExchangeGiven, ExchangeWant } from '../../aside/index.ts';
import type { CarriedAnswer } from '../../relay/index.ts';
import type { AnswerEvent } from '../network.ts';

export class Passing {
  readonly #shut = new AbortController();
  readonly #ready: AnswerEvent[] = [];
  #carried: CarriedAnswer | undefined;
  #opened: (() => void) | undefined;
  readonly #isOpen = new Promise<void>((resolve) => (this.#opened = resolve));
  #wake: (() => void) | undefined;
  #over: { readonly thrown?: unknown } | undefined;
  #received = 0;

  /** Ends the work on both sides: the aside's and the relay's. */
  get signal(): AbortSignal {
    return this.#shut.signal;
  }

  /** Sealed bytes so far. */
  get received(): number {
    return this.#received;
  }

  /** Why the aside gave up, if it did. */
  get failed(): unknown {
    return this.#over?.thrown;
  }

  open(framing: CarriedAnswer['framing'], pieces: CarriedAnswer['pieces']): void {
    this.#carried = { framing, pieces };
    this.#opened?.();
  }

  /** The request did not get through: nobody waits for an answer. */
  drop(): void {
    this.#shut.abort();
  }

  async answer(want: ExchangeWant): Promise<ExchangeGiven> {
    if (want.kind === 'show') {
      this.#tell({ kind: 'text', text: want.text });
      return { kind: 'end' };
    }
    await this.#isOpen;
    const carried = this.#carried;
    if (carried === undefined) return { kind: 'end' };
    if (want.kind === 'send') return { kind: 'framing', framing: carried.framing };
    const { value, done } = await carried.pieces.next();
    if (done === true) return { kind: 'end' };
    this.#received += value.length;
    return { kind: 'piece', bytes: value };
  }

  end(last: AnswerEvent): void {
    this.#tell(last);
    this.#over = {};
    this.#wake?.();
  }

  fail(thrown: unknown): void {
    this.#over = { thrown };
    this.#shut.abort();
    this.#wake?.();
  }

  async *events(): AsyncGenerator<AnswerEvent, void, undefined> {
    try {
      for (;;) {
        yield* this.#ready.splice(0);
        if (this.#ready.length > 0) continue;
        if (this.#over !== undefined) {
          if ('thrown' in this.#over) throw this.#over.thrown;
          return;
        }
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#shut.abort();
      await this.#carried?.pieces.return();
    }
  }

  #tell(event: AnswerEvent): void {
    this.#ready.push(event);
    this.#wake?.();
  }
}
