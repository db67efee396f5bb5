/**
 * Opens a chunked message as it arrives (draft-ietf-ohai-chunked-ohttp-08 section 3), in either direction:
 *
 *   prefix | { varint length | sealed chunk } ... | varint 0 | sealed final chunk, to the end of the content
 *
 * Only the final chunk, sealed with the AAD "final", shows that nothing was cut off: it is opened at the end of
 * the stream, never earlier. Memory is bounded by one chunk.
 * Must never release a chunk whose predecessors did not open, and never say why one did not.
 */
import { utf8, type Bytes } from '../bytes/index.ts';
import { ByteQueue } from './byte-queue.ts';
import { OhttpError } from './errors.ts';
import { EMPTY, TAG_SIZE } from './hpke.ts';
import { nonceAt, type MessageKey } from './protocol.ts';
import { decodeVarint, varintSizeAt } from './varint.ts';

/** What every receiver must accept (section 3.1), and all that senders should rely on. */
export const MAX_CHUNK_SIZE = 16384;
export const FINAL = utf8('final');

/** From the bytes before the first chunk to the key of all of them. */
export type BeginChunks = (prefix: Bytes) => MessageKey | Promise<MessageKey>;

export class ChunkOpener {
  readonly #queue = new ByteQueue();
  readonly #prefixSize: number;
  readonly #begin: BeginChunks;
  readonly #maxSealedSize: number;
  #key: MessageKey | Promise<MessageKey> | undefined;
  #sequence = 0;
  /** The announced length of the chunk that is arriving; 0 for the final one. */
  #awaited: number | undefined;
  #pending: Promise<unknown> | undefined;
  #closed: { readonly cause: unknown } | undefined;

  constructor(prefixSize: number, begin: BeginChunks, maxChunkSize = MAX_CHUNK_SIZE) {
    this.#prefixSize = prefixSize;
    this.#begin = begin;
    this.#maxSealedSize = maxChunkSize + TAG_SIZE;
  }

  /** Takes one read of any size and gives the chunks that it completed, opened, in order. */
  push(bytes: Bytes): Promise<Bytes[]> {
    return this.#inOrder((opened) => {
      this.#queue.push(bytes);
      this.#takeChunks(opened);
    });
  }

  /** Call when the stream has ended: opens the final chunk. Throws 'truncated' when there is none. */
  async end(): Promise<Bytes> {
    const [last] = await this.#inOrder((opened) => {
      if (this.#awaited !== 0 || this.#queue.length < TAG_SIZE) throw new OhttpError('truncated');
      opened.push(this.#openNext(this.#queue.take(this.#queue.length), FINAL));
    });
    await this.#close(new OhttpError('context-used'));
    return last ?? EMPTY;
  }

  /**
   * Runs the synchronous part at once, so that chunk counters follow the order of the calls and not of whatever
   * the calls wait for; what it opened is released only after everything before it.
   */
  async #inOrder(work: (opened: (Bytes | Promise<Bytes>)[]) => void): Promise<Bytes[]> {
    if (this.#closed) throw this.#closed.cause;
    const opened: (Bytes | Promise<Bytes>)[] = [];
    const earlier = this.#pending;
    try {
      work(opened);
      if (!earlier && !(this.#key instanceof Promise)) {
        const ready = opened.filter(isOpened);
        if (ready.length === opened.length) return ready;
      }
      const settled = this.#settle(opened, earlier);
      this.#pending = settled;
      const chunks = await settled;
      if (this.#pending === settled) this.#pending = undefined;
      return chunks;
    } catch (cause) {
      await Promise.allSettled([...opened, earlier]);
      await this.#close(cause);
      throw cause;
    }
  }

  async #settle(
    opened: readonly (Bytes | Promise<Bytes>)[],
    earlier: Promise<unknown> | undefined,
  ): Promise<Bytes[]> {
    // All are waited for together, so that no failure of one is left without a listener.
    const waiting = Promise.all(opened.map(async (chunk) => chunk));
    const [chunks] = await Promise.all([waiting, Promise.resolve(this.#key), earlier]);
    return chunks;
  }

  #takeChunks(opened: (Bytes | Promise<Bytes>)[]): void {
    const queue = this.#queue;
    if (!this.#key) {
      if (queue.length < this.#prefixSize) return;
      this.#startWith(this.#begin(queue.take(this.#prefixSize)));
    }
    for (;;) {
      this.#awaited ??= this.#takeLength();
      if (this.#awaited === 0 && queue.length > this.#maxSealedSize) {
        throw new OhttpError('chunk-too-large');
      }
      if (!this.#awaited || queue.length < this.#awaited) return;
      opened.push(this.#openNext(queue.take(this.#awaited), EMPTY));
      this.#awaited = undefined;
    }
  }

  #startWith(key: MessageKey | Promise<MessageKey>): void {
    this.#key = key instanceof Promise ? key.then((ready) => (this.#key = ready)) : key;
  }

  /** The length before the next chunk, or undefined while its bytes are still under way. */
  #takeLength(): number | undefined {
    const queue = this.#queue;
    const size = varintSizeAt(queue.first);
    if (queue.length < size) return undefined;
    const bytes = queue.take(size);
    // A length beyond 2^53 is too large to even read.
    const length =
      size === 8 && (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0) > 0xc01f
        ? Infinity
        : decodeVarint(bytes);
    if (length > this.#maxSealedSize) throw new OhttpError('chunk-too-large');
    // Nothing but a tag: an empty chunk that is not the last one MUST count as a decryption error (section 3).
    if (length > 0 && length <= TAG_SIZE) throw new OhttpError('open-failed');
    return length;
  }

  #openNext(sealed: Bytes, aad: Bytes): Bytes | Promise<Bytes> {
    const sequence = this.#sequence++;
    const open = ({ key, baseNonce }: MessageKey): Bytes | Promise<Bytes> =>
      key.open(nonceAt(baseNonce, sequence), sealed, aad);
    const key = this.#key;
    if (!key) throw new OhttpError('truncated');
    return key instanceof Promise ? key.then(open) : open(key);
  }

  /** From here on every call throws `cause`; the key is gone. */
  async #close(cause: unknown): Promise<void> {
    if (this.#closed) return;
    this.#closed = { cause };
    const key = this.#key;
    if (key instanceof Promise) await key.then((ready) => ready.key.wipe()).catch(() => undefined);
    else key?.key.wipe();
  }
}

function isOpened(chunk: Bytes | Promise<Bytes>): chunk is Bytes {
  return !(chunk instanceof Promise);
}
