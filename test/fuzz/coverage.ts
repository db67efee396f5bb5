/**
 * Which blocks of our own code have run, by V8's own counters. An input that reaches a block no input has reached
 * before is worth keeping: mutations of it go deeper. Taking the counters costs about a millisecond, so they are taken
 * once for a batch, and input by input only where the batch has found something.
 */
import { Session, type Profiler } from 'node:inspector';

/** Code of ours; the counters know every script of the process. */
const OURS = /\/(?:lib|stack|components)\//;

export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#post('Profiler.enable');
    await this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await this.take();
  }

  get blocks(): number {
    return this.#seen.size;
  }

  /** Blocks that have run since the counters were last taken and had never run before; they count as seen from now on. */
  async take(): Promise<string[]> {
    const fresh = (await this.#ran()).filter((block) => !this.#seen.has(block));
    for (const block of fresh) this.#seen.add(block);
    return fresh;
  }

  /** Says that these have not been seen after all, so that the input which reaches them can be found. */
  forget(blocks: readonly string[]): void {
    for (const block of blocks) this.#seen.delete(block);
  }

  stop(): void {
    this.#session.disconnect();
  }

  async #ran(): Promise<string[]> {
    const { result } = await new Promise<Profiler.TakePreciseCoverageReturnType>(
      (resolve, reject) =>
        this.#session.post('Profiler.takePreciseCoverage', (error, taken) =>
          error === null ? resolve(taken) : reject(error),
        ),
    );
    const blocks: string[] = [];
    for (const { scriptId, url, functions } of result) {
      if (!OURS.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) blocks.push(`${scriptId}:${String(startOffset)}-${String(endOffset)}`);
        }
      }
    }
    return blocks;
  }

  #post(method: string, parameters?: object): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#session.post(method, parameters, (error) =>
        error === null ? resolve() : reject(error),
      ),
    );
  }
}
