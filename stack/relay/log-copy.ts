/**
 * The relay's copy of a log's static files (C2SP tlog-tiles), so that a device asks the relay, which it speaks to
 * anyway, and the log does not learn who looks at which entry. Full tiles never change and are kept; everything else
 * is kept for a moment. Must never fetch a path that is not one of the log's.
 */
import { type Bytes } from '../../lib/bytes/index.ts';
import { parseResourcePath } from '../../lib/settlement/index.ts';
import { call } from '../http/call.ts';
import { RelayError } from './errors.ts';

interface Copy {
  readonly body: Promise<Bytes>;
  readonly untilMs: number;
}

const MAX_FILE_BYTES = 131_072;
const MAX_COPIES = 1024;
const TIMEOUT_MS = 10_000;

export class LogCopy {
  readonly #logUrl: string;
  readonly #freshMs: number;
  readonly #now: () => number;
  readonly #copies = new Map<string, Copy>();

  constructor(logUrl: string, freshMs: number, now: () => number) {
    this.#logUrl = logUrl;
    this.#freshMs = freshMs;
    this.#now = now;
  }

  get(path: string): Promise<Bytes> {
    if (!isResource(path)) throw new RelayError('not-found');
    const held = this.#copies.get(path);
    const nowMs = this.#now();
    if (held !== undefined && held.untilMs > nowMs) return held.body;
    const body = this.#fetch(path);
    const isForGood = path.startsWith('tile/') && !path.includes('.p/');
    const untilMs = isForGood ? Infinity : nowMs + this.#freshMs;
    this.#copies.delete(path);
    this.#copies.set(path, { body, untilMs });
    // A failure is nobody's copy.
    body.catch(() => this.#copies.delete(path));
    this.#trim();
    return body;
  }

  #trim(): void {
    const [oldest] = this.#copies.keys();
    if (this.#copies.size > MAX_COPIES && oldest !== undefined) this.#copies.delete(oldest);
  }

  async #fetch(path: string): Promise<Bytes> {
    try {
      const { status, body } = await call({
        url: new URL(path, `${this.#logUrl}/`),
        method: 'GET',
        maxBytes: MAX_FILE_BYTES,
        timeoutMs: TIMEOUT_MS,
      });
      if (status === 200) return body;
      if (status === 404) throw new RelayError('not-found');
      throw new RelayError('log-unreachable', `status ${status}`);
    } catch (cause) {
      if (cause instanceof RelayError) throw cause;
      throw new RelayError('log-unreachable', undefined, { cause });
    }
  }
}

function isResource(path: string): boolean {
  if (path === 'checkpoint') return true;
  try {
    parseResourcePath(path);
    return true;
  } catch {
    return false;
  }
}
