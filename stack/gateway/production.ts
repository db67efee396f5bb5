/**
 * One answer being made: pulled out of the model as fast as the sender takes it. Whatever its ending, it ends with its
 * receipt. Must never hold more of the answer than the sender is about to send, but for the text that the receipt
 * commits to.
 */
import { toBase64Url, type Bytes } from '../../lib/bytes/index.ts';
import { errorEvent, jsonSize, lastEvents, type Usage } from './answer-events.ts';
import { Bell } from './bell.ts';
import { Composer } from './composer.ts';
import { InnerRefusal } from './errors.ts';
import { LongText } from './long-text.ts';
import {
  ModelError,
  type ChatMessage,
  type FinishReason,
  type Model,
  type ModelEvent,
} from './models/model.ts';

export interface Finished {
  readonly text: string;
  readonly usage: Usage | undefined;
  readonly reason: FinishReason | 'error';
  /** Bytes that are free for trailers besides the receipt. */
  readonly room: number;
  /** The server that answered, one of the stated. */
  readonly upstream: string;
}

export interface Closed {
  readonly receipt: Bytes;
  readonly usage: Usage;
  /** A refund, when the answer broke off. */
  readonly refund?: Bytes | undefined;
}

export interface ProductionOptions {
  readonly model: Model;
  readonly messages: readonly ChatMessage[];
  /** The most bytes the composer may hold and have sent together. */
  readonly budget: number;
  /** Ends when the device is gone. */
  readonly signal: AbortSignal;
  /** The receipt over what was delivered, and the usage it names. */
  readonly close: (finished: Finished) => Promise<Closed>;
}

const MAX_BACKLOG = 4096;
const PIECE = /[\s\S]{1,256}/g;

export class Production {
  readonly composer = new Composer();
  readonly composed = new Bell();
  readonly taken = new Bell();
  readonly #options: ProductionOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #events: AsyncIterator<ModelEvent>;
  #done: Promise<void> = Promise.resolve();
  readonly #text = new LongText();
  #first = '';
  #usage: Usage | undefined;
  #reason: Finished['reason'] | undefined;
  #upstream: string;

  constructor(options: ProductionOptions) {
    this.#options = options;
    // One signal for both ends; joining two costs more memory than the rest of this object.
    this.#signal = this.#stop.signal;
    options.signal.addEventListener('abort', this.#onGone);
    if (options.signal.aborted) this.#onGone();
    const { model, messages } = options;
    this.#upstream = model.upstream;
    this.#events = model.answer(messages, this.#signal)[Symbol.asyncIterator]();
  }

  /** Waits for the model's first word and begins the answer with it. Throws InnerRefusal when none comes. */
  async begin(): Promise<void> {
    try {
      while (this.#first === '' && (await this.#pull()));
    } catch (cause) {
      this.#abandon();
      if (!(cause instanceof ModelError)) throw cause;
      const code = cause.code === 'model-busy' ? 'gateway-busy' : cause.code;
      throw new InnerRefusal(code, undefined, { cause });
    }
    const introduction = { ...this.#options.model, upstream: this.#upstream };
    this.composer.start(200, [['content-type', 'text/event-stream']], introduction);
    // What came first may be long: it is handed on like the rest.
    const first = this.#first;
    this.#first = '';
    this.#done = this.#continue(first);
  }

  /** The end of everything, receipt included. */
  get done(): Promise<void> {
    return this.#done;
  }

  readonly #onGone = (): void => this.#stop.abort(this.#options.signal.reason);

  readonly cutShort = (): Promise<void> => {
    this.#reason ??= 'length';
    this.#abandon();
    return this.#done;
  };

  async #continue(first: string): Promise<void> {
    let failure: Bytes = new Uint8Array(0);
    try {
      await this.#hand(first);
      while (this.#reason !== 'length' && (await this.#pull()));
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      if (this.#reason !== 'length') {
        this.#reason = 'error';
        failure = errorEvent(cause instanceof ModelError ? cause.code : 'gateway-failed');
      }
    } finally {
      this.#abandon();
    }
    const reason = this.#reason ?? 'other';
    const { close } = this.#options;
    const room = this.#options.budget - this.composer.total;
    const told = { text: this.#text.whole, usage: this.#usage, reason, upstream: this.#upstream };
    const { receipt, usage, refund } = await close({ ...told, room });
    const end = new Uint8Array([...failure, ...lastEvents(reason, usage)]);
    this.composer.end(end, [
      ['sotto-receipt', toBase64Url(receipt)],
      ...(refund === undefined ? [] : ([['sotto-refund', toBase64Url(refund)]] as const)),
    ]);
    this.composed.ring();
  }

  /** Takes one event; false at the model's end. */
  async #pull(): Promise<boolean> {
    const next = await this.#events.next();
    if (next.done === true) return false;
    const event = next.value;
    switch (event.kind) {
      case 'text':
        if (this.composer.isStarted) await this.#hand(event.text);
        else this.#first += event.text;
        break;
      case 'upstream':
        this.#upstream = event.upstream;
        break;
      case 'usage':
        this.#usage = event;
        break;
      case 'finish':
        this.#reason ??= event.reason;
        break;
    }
    return true;
  }

  /** Gives text to the composer as it gets room, and ends the answer when there will be no more. */
  async #hand(text: string): Promise<void> {
    for (const piece of text.match(PIECE) ?? []) {
      while (this.composer.backlog > MAX_BACKLOG) await this.taken.wait(this.#signal);
      if (this.composer.total + 2 * jsonSize(piece) > this.#options.budget) {
        this.#reason = 'length';
        return;
      }
      this.composer.addText(piece);
      this.#text.add(piece);
      this.composed.ring();
    }
  }

  /** Stops the model. Every model ends its stream soon after its signal is aborted. */
  #abandon(): void {
    this.#options.signal.removeEventListener('abort', this.#onGone);
    this.#stop.abort();
    void this.#events.return?.().catch(() => undefined);
  }
}
