/**
 * Loads late parts into the worker, each once in a worker's life, when something first needs it. A part is a script of
 * the package that says, as it runs, what it gives. How a script is run is the browser's business (lib/platform).
 * Must never load by another name than those in parts.ts.
 */
import { CodedError } from '../errors/index.ts';
import { LATE_FILES, type LateName, type LateParts } from './parts.ts';

declare global {
  /** Where the scripts of one global put what they give. */
  var sottoLateParts: Partial<LateParts> | undefined;
}

export type LateErrorCode = 'late-part-missing';

export class LateError extends CodedError<LateErrorCode> {}

/** Said by a late part's script. */
export function provideLate(parts: Partial<LateParts>): void {
  globalThis.sottoLateParts = { ...globalThis.sottoLateParts, ...parts };
}

export type LoadScript = (file: string) => Promise<void>;

export class Late {
  readonly #load: LoadScript;
  readonly #loading = new Map<LateName, Promise<void>>();

  /** @param load Runs a script of the package in this global. */
  constructor(load: LoadScript) {
    this.#load = load;
  }

  readonly checks = (): Promise<LateParts['checks']> => this.#part('checks');
  readonly hybrid = (): Promise<LateParts['hybrid']> => this.#part('hybrid');
  readonly opengradient = (): Promise<LateParts['opengradient']> => this.#part('opengradient');

  async #part<Name extends LateName>(name: Name): Promise<LateParts[Name]> {
    const there = globalThis.sottoLateParts?.[name];
    if (there !== undefined) return there;
    await this.#run(name);
    const part = globalThis.sottoLateParts?.[name];
    if (part === undefined) throw new LateError('late-part-missing', name);
    return part;
  }

  async #run(name: LateName): Promise<void> {
    const running = this.#loading.get(name) ?? this.#load(LATE_FILES[name]);
    this.#loading.set(name, running);
    try {
      await running;
    } catch (cause) {
      throw new LateError('late-part-missing', name, { cause });
    } finally {
      this.#loading.delete(name);
    }
  }
}
