/**
 * The relay's one copy of a gateway's transcript, and with it of the key configuration, which is a part of it: both
 * change in the same moment, and everybody gets the same for at least ten minutes. That is what keeps a gateway from
 * handing one person a key of their own (draft-ietf-privacypass-key-consistency).
 * It is refreshed by a timer of its own: must never be fetched because of what a client asked.
 */
import { parseTranscript, transcriptHash, TRANSCRIPT_MAX_BYTES } from '../../lib/binding/index.ts';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { call } from '../http/call.ts';
import { RelayError } from './errors.ts';

export interface Pair {
  readonly keys: Bytes;
  readonly transcript: Bytes;
  readonly transcriptHashHex: string;
}

export const PAIR_MS = 600_000;
const RETRY_MS = 2000;
const TIMEOUT_MS = 10_000;

export class PairCache {
  readonly #gatewayUrl: string;
  readonly #pairMs: number;
  #pair: Pair | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fetching: Promise<void> | undefined;
  #isClosed = false;

  constructor(gatewayUrl: string, pairMs: number) {
    this.#gatewayUrl = gatewayUrl;
    this.#pairMs = pairMs;
  }

  /** The copy; waits for the very first one. Throws RelayError while there is none. */
  async get(): Promise<Pair> {
    if (this.#pair === undefined) await this.refresh();
    if (this.#pair === undefined) throw new RelayError('gateway-unreachable');
    return this.#pair;
  }

  /** Fetches now, once for all who wait, and again when the copy's time is over or, after a failure, soon. */
  refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#timer);
    let nextMs = this.#pairMs;
    try {
      this.#pair = await fetchPair(this.#gatewayUrl);
    } catch {
      // The old copy goes on being served: a gateway that is away for a moment must not change anybody's keys.
      nextMs = Math.min(RETRY_MS, this.#pairMs);
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.refresh(), nextMs);
    this.#timer.unref();
  }
}

async function fetchPair(gatewayUrl: string): Promise<Pair> {
  const { status, body } = await call({
    url: new URL('/transcript', gatewayUrl),
    method: 'GET',
    maxBytes: TRANSCRIPT_MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  if (status !== 200) throw new RelayError('gateway-invalid', `status ${status}`);
  const { keyConfig } = parseTranscript(body);
  const hash = await transcriptHash(body);
  return { keys: keyConfig, transcript: body, transcriptHashHex: toHex(hash) };
}
