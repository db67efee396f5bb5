/**
 * The worker's hand on the aside: opened when there is a job, closed when there has been none for a while. Whatever
 * happens to the aside, a job ends: done, failed by a code of its own, 'aside-gone', 'aside-late' or 'stopped'.
 * A worker that dies leaves nothing behind: the next one begins the job again.
 * Must never do a job itself.
 */
import { CodedError, codeOf } from '../errors/index.ts';
import { AsideError } from './errors.ts';
import type { Job } from './job.ts';
import { fromAsideShape, type FromAside, type ToAside } from './protocol.ts';
import { toWire } from './wire.ts';

export interface AsideLine {
  post(message: unknown): void;
  close(): void;
}

export interface AsideHandlers {
  readonly onMessage: (message: unknown) => void;
  /** It has ended by itself. */
  readonly onClose: () => void;
}

/** Opens a line to an aside, fresh or already there. lib/platform does it in a browser. */
export type OpenAside = (handlers: AsideHandlers) => Promise<AsideLine>;

export interface RunOptions<Want, Given> {
  /** What the job may be told of the world. Rejects with a CodedError where it may not. */
  readonly answer: (want: Want) => Promise<Given>;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

const IDLE_MS = 20_000;

interface Running {
  take(message: FromAside): void;
  fail(thrown: unknown): void;
}

export class Aside {
  readonly #open: OpenAside;
  readonly #running = new Map<number, Running>();
  #line: Promise<AsideLine> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor(open: OpenAside) {
    this.#open = open;
  }

  async run<Input, Want, Given, Output>(
    job: Job<Input, Want, Given, Output>,
    input: Input,
    options: RunOptions<Want, Given>,
  ): Promise<Output> {
    const { deadlineMs, signal } = options;
    if (signal?.aborted === true) throw new AsideError('stopped');
    clearTimeout(this.#idle);
    const id = ++this.#count;
    const post: Post = (message) => this.#post(id, message);
    const end = (code: 'aside-late' | 'stopped'): void => {
      post({ type: 'stop', id });
      this.#running.get(id)?.fail(new AsideError(code));
    };
    const onAbort = (): void => end('stopped');
    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => end('aside-late'), deadlineMs);
    try {
      return await new Promise<Output>((resolve, reject) => {
        const done = (value: unknown): void => resolve(job.output(value));
        const give = async (want: unknown): Promise<unknown> => options.answer(job.want(want));
        this.#running.set(id, { take: takerOf(post, { done, give, fail: reject }), fail: reject });
        this.#begin({ type: 'start', id, job: job.name, input: toWire(input) });
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#running.delete(id);
      this.#rest();
    }
  }

  #post(id: number, message: ToAside): void {
    // The aside may be gone by now; then the job has ended already.
    if (!this.#running.has(id)) return;
    this.#line?.then((line) => line.post(message)).catch(() => undefined);
  }

  #begin(start: ToAside): void {
    const line = (this.#line ??= this.#connect());
    line
      .then((open) => this.#running.has(start.id) && open.post(start))
      .catch(() => this.#lose(line));
  }

  #connect(): Promise<AsideLine> {
    const line: Promise<AsideLine> = this.#open({
      onMessage: (message) => this.#take(message, line),
      onClose: () => this.#lose(line),
    });
    return line;
  }

  #take(value: unknown, line: Promise<AsideLine>): void {
    if (line !== this.#line) return;
    try {
      const message = fromAsideShape(value);
      this.#running.get(message.id)?.take(message);
    } catch {
      // What speaks nonsense is not asked again.
      void line.then((open) => open.close());
      this.#lose(line);
    }
  }

  #lose(line: Promise<AsideLine>): void {
    if (line !== this.#line) return;
    this.#line = undefined;
    for (const running of this.#running.values()) running.fail(new AsideError('aside-gone'));
  }

  /** Closes the line after a while without a job. */
  #rest(): void {
    if (this.#running.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const line = this.#line;
      this.#line = undefined;
      line?.then((open) => open.close()).catch(() => undefined);
    }, IDLE_MS);
  }
}

type Post = (message: ToAside) => void;

interface Ends {
  readonly done: (value: unknown) => void;
  readonly give: (want: unknown) => Promise<unknown>;
  readonly fail: (thrown: unknown) => void;
}

/** What one job does with what the aside says of it. */
function takerOf(post: Post, { done, give, fail }: Ends): (message: FromAside) => void {
  return (message) => {
    if (message.type === 'done') return done(message.value);
    if (message.type === 'failed') return fail(new CodedError(message.code));
    const { id, want } = message;
    give(message.value).then(
      (value) => post({ type: 'given', id, want, value: toWire(value) }),
      (thrown) => post({ type: 'refused', id, want, code: codeOf(thrown) ?? 'unexpected' }),
    );
  };
}
