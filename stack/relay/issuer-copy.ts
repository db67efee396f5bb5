/**
 * The relay's resource of an issuer of credits: `/i/NAME/note` is its one timed copy of the issuer's signed note, the
 * same for everybody, and `POST /i/NAME` carries sealed requests. Credits are bought over the relay like everything
 * else, so the issuer never sees from where. Must never fetch the note because of what a client asked.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { call } from '../http/call.ts';
import { destinationAt, type Destination } from './destination.ts';
import { RelayError } from './errors.ts';

export interface RelayedIssuer {
  /** As the gateways' statements name it. */
  readonly name: string;
  readonly url: string;
}

export interface IssuerTarget {
  readonly name: string;
  readonly isNote: boolean;
}

const RETRY_MS = 2000;
const TIMEOUT_MS = 10_000;
const MAX_NOTE_BYTES = 16_384;

export function issuerTargetOf(url: string): IssuerTarget | undefined {
  const [, name, note] = /^\/i\/([a-z0-9][a-z0-9.-]{0,251})(\/note)?$/.exec(url) ?? [];
  return name === undefined ? undefined : { name, isNote: note !== undefined };
}

export class IssuerCopy {
  readonly issuer: RelayedIssuer;
  /** Where its sealed requests go. */
  readonly to: Destination;
  readonly #noteMs: number;
  #note: Bytes | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fetching: Promise<void> | undefined;
  #isClosed = false;

  constructor(issuer: RelayedIssuer, noteMs: number) {
    this.issuer = issuer;
    this.to = destinationAt(new URL('/ask', issuer.url));
    this.#noteMs = noteMs;
  }

  /** Throws RelayError while there is none. */
  get note(): Bytes {
    if (this.#note === undefined) throw new RelayError('gateway-unreachable');
    return this.#note;
  }

  /** Fetches now, once for all who wait, so that there is one timer behind it. */
  refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#timer);
    let nextMs = this.#noteMs;
    try {
      const url = new URL('/note', this.issuer.url);
      const limits = { maxBytes: MAX_NOTE_BYTES, timeoutMs: TIMEOUT_MS };
      const { status, body } = await call({ url, method: 'GET', ...limits });
      if (status !== 200) throw new RelayError('gateway-invalid', `status ${status}`);
      this.#note = body;
    } catch {
      // The old copy goes on being served.
      nextMs = Math.min(RETRY_MS, nextMs);
    }
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.refresh(), nextMs).unref();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
