/**
 * The client's role: one request sealed, its response opened (RFC 9458 sections 4.3 and 4.4, chunked draft sections 4
 * to 6). Everything but the AEAD call can be done ahead of time in a prepared context, which serves one request, lives
 * for a bounded time and is wiped after. Must never be written to disk: a stored context undoes the seal.
 */
import { concat, type Bytes } from '../bytes/index.ts';
import { ChunkOpener, MAX_CHUNK_SIZE } from './chunk-opener.ts';
import { ChunkSealer, type ChunkOptions } from './chunk-sealer.ts';
import { OhttpError } from './errors.ts';
import { EMPTY, keySchedule, TAG_SIZE, type Suite } from './hpke.ts';
import type { ChosenKey } from './key-config.ts';
import { MEDIA } from './media-types.ts';
import {
  messageKey,
  nonceAt,
  requestHeader,
  requestInfo,
  responseKey,
  responseNonceSize,
  type MessageKey,
  type MessageKind,
} from './protocol.ts';

/** How long a prepared context may wait for its request. */
const LIFETIME_MS = 5 * 60_000;

export interface PrepareOptions extends ChunkOptions {
  /** The clock. Without one a prepared context does not expire by itself. */
  readonly now?: () => number;
  readonly lifetimeMs?: number;
}

/** What opens the response of one request. */
export interface ResponseContext {
  /** Of the request; the response must carry its counterpart. */
  readonly mediaType: string;
  openSingle(body: Bytes): Promise<Bytes>;
  openChunks(options?: { readonly maxChunkSize?: number }): ChunkOpener;
  /** Forgets the secret: no response can be opened any more. */
  wipe(): void;
}

export interface SealedRequest extends ResponseContext {
  readonly bytes: Bytes;
}

export interface PreparedSeal {
  readonly keyId: number;
  readonly kind: MessageKind;
  readonly enc: Bytes;
  /** Once only; the second call throws 'context-used'. A long chunked request becomes chunks of 16384 bytes. */
  seal(plaintext: Bytes): Promise<SealedRequest>;
  /** Instead of `seal`: a chunked request that is written piece by piece. */
  sealChunks(): { readonly sealer: ChunkSealer; readonly context: ResponseContext };
  wipe(): void;
}

/** Does the encapsulation and the key schedule. */
export async function prepareSeal(
  chosen: ChosenKey,
  kind: MessageKind,
  options: PrepareOptions = {},
): Promise<PreparedSeal> {
  const { config, suite } = chosen;
  const header = requestHeader(config.keyId, suite);
  const { enc, sharedSecret } = await suite.kem.encap(config.publicKey);
  const schedule = keySchedule(suite, sharedSecret, requestInfo(kind, header));
  sharedSecret.fill(0);
  const key = await messageKey(suite, schedule.key, schedule.baseNonce);
  return new Prepared(config.keyId, kind, enc, {
    suite,
    options,
    key,
    prefix: concat(header, enc),
    exporterSecret: schedule.exporterSecret,
    expiresAtMs: (options.now?.() ?? 0) + (options.lifetimeMs ?? LIFETIME_MS),
  });
}

interface Secrets {
  readonly suite: Suite;
  readonly options: PrepareOptions;
  readonly key: MessageKey;
  readonly prefix: Bytes;
  readonly exporterSecret: Bytes;
  readonly expiresAtMs: number;
}

class Prepared implements PreparedSeal {
  readonly keyId: number;
  readonly kind: MessageKind;
  readonly enc: Bytes;
  #secrets: Secrets | 'context-used' | 'context-wiped' | 'context-expired';

  constructor(keyId: number, kind: MessageKind, enc: Bytes, secrets: Secrets) {
    this.keyId = keyId;
    this.kind = kind;
    this.enc = enc;
    this.#secrets = secrets;
  }

  async seal(plaintext: Bytes): Promise<SealedRequest> {
    const secrets = this.#useUp();
    const context = new Response(secrets, this.kind, this.enc);
    if (this.kind === 'chunked') {
      const bytes = await sealInChunks(sealerOf(secrets), plaintext);
      return Object.assign(context, { bytes });
    }
    const { key, baseNonce } = secrets.key;
    const sealed = await key.seal(nonceAt(baseNonce, 0), plaintext, EMPTY);
    key.wipe();
    return Object.assign(context, { bytes: concat(secrets.prefix, sealed) });
  }

  sealChunks(): { sealer: ChunkSealer; context: ResponseContext } {
    if (this.kind !== 'chunked') throw new OhttpError('request-invalid', 'not a chunked request');
    const secrets = this.#useUp();
    return { sealer: sealerOf(secrets), context: new Response(secrets, this.kind, this.enc) };
  }

  wipe(): void {
    this.#forget('context-wiped');
  }

  #useUp(): Secrets {
    const secrets = this.#secrets;
    if (typeof secrets === 'string') throw new OhttpError(secrets);
    const { now } = secrets.options;
    if (now && now() >= secrets.expiresAtMs) {
      this.#forget('context-expired');
      throw new OhttpError('context-expired');
    }
    this.#secrets = 'context-used';
    return secrets;
  }

  #forget(why: 'context-wiped' | 'context-expired'): void {
    if (typeof this.#secrets === 'string') return;
    this.#secrets.key.key.wipe();
    this.#secrets.exporterSecret.fill(0);
    this.#secrets = why;
  }
}

class Response implements ResponseContext {
  readonly mediaType: string;
  readonly #suite: Suite;
  readonly #kind: MessageKind;
  readonly #enc: Bytes;
  #exporterSecret: Bytes | undefined;

  constructor({ suite, exporterSecret }: Secrets, kind: MessageKind, enc: Bytes) {
    this.mediaType = kind === 'single' ? MEDIA.request : MEDIA.chunkedRequest;
    this.#suite = suite;
    this.#kind = kind;
    this.#enc = enc;
    this.#exporterSecret = exporterSecret;
  }

  async openSingle(body: Bytes): Promise<Bytes> {
    const nonceSize = responseNonceSize(this.#suite);
    if (this.#kind === 'chunked') throw new OhttpError('response-invalid', 'must be chunked');
    if (body.length < nonceSize + TAG_SIZE) throw new OhttpError('truncated');
    const { key, baseNonce } = await this.#keyOf('single', body.subarray(0, nonceSize));
    const plaintext = await key.open(baseNonce, body.subarray(nonceSize), EMPTY);
    key.wipe();
    return plaintext;
  }

  /** A single-shot request may be answered in chunks too: that is how one gateway in production streams. */
  openChunks(options: { readonly maxChunkSize?: number } = {}): ChunkOpener {
    const begin = (nonce: Bytes): MessageKey | Promise<MessageKey> => this.#keyOf('chunked', nonce);
    return new ChunkOpener(responseNonceSize(this.#suite), begin, options.maxChunkSize);
  }

  wipe(): void {
    this.#exporterSecret?.fill(0);
    this.#exporterSecret = undefined;
  }

  #keyOf(kind: MessageKind, responseNonce: Bytes): MessageKey | Promise<MessageKey> {
    if (!this.#exporterSecret) throw new OhttpError('context-wiped');
    return responseKey(this.#suite, this.#exporterSecret, kind, this.#enc, responseNonce);
  }
}

function sealerOf({ prefix, key, options }: Secrets): ChunkSealer {
  return new ChunkSealer(prefix, key, options);
}

async function sealInChunks(sealer: ChunkSealer, plaintext: Bytes): Promise<Bytes> {
  const parts: Promise<Bytes>[] = [];
  let at = 0;
  for (; plaintext.length - at > MAX_CHUNK_SIZE; at += MAX_CHUNK_SIZE) {
    parts.push(sealer.chunk(plaintext.subarray(at, at + MAX_CHUNK_SIZE)));
  }
  parts.push(sealer.final(plaintext.subarray(at)));
  return concat(sealer.start(), ...(await Promise.all(parts)));
}
