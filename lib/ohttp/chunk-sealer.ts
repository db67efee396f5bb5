/**
 * Seals a chunked message piece by piece (draft-ietf-ohai-chunked-ohttp-08 section 3), in either direction.
 * Counters are taken when a chunk is handed in, not when it is sealed: two chunks never share one.
 */
import { concat, type Bytes } from '../bytes/index.ts';
import { FINAL, MAX_CHUNK_SIZE } from './chunk-opener.ts';
import { OhttpError } from './errors.ts';
import { EMPTY } from './hpke.ts';
import { nonceAt, type MessageKey } from './protocol.ts';
import { encodeVarint } from './varint.ts';

export interface ChunkOptions {
  /** 4 or 8 for longer length fields than needed, which receivers must accept. */
  readonly lengthSize?: number;
  /** More than every receiver must accept (draft section 3.1), for receivers known to do so. */
  readonly maxChunkSize?: number;
}

export class ChunkSealer {
  readonly #prefix: Bytes;
  readonly #key: MessageKey;
  readonly #options: ChunkOptions;
  #sequence = 0;
  #underWay = 0;
  #isFinished = false;

  constructor(prefix: Bytes, key: MessageKey, options: ChunkOptions = {}) {
    this.#prefix = prefix;
    this.#key = key;
    this.#options = options;
  }

  /** What stands before the first chunk. */
  start(): Bytes {
    return this.#prefix;
  }

  async chunk(plaintext: Bytes): Promise<Bytes> {
    if (plaintext.length === 0) throw new OhttpError('chunk-empty');
    if (plaintext.length > (this.#options.maxChunkSize ?? MAX_CHUNK_SIZE))
      throw new OhttpError('chunk-too-large');
    const sealed = await this.#sealNext(plaintext, EMPTY);
    return concat(encodeVarint(sealed.length, this.#options.lengthSize), sealed);
  }

  /** The last chunk, which may be empty. Only with it the message is whole. */
  async final(plaintext: Bytes): Promise<Bytes> {
    const sealing = this.#sealNext(plaintext, FINAL);
    this.#isFinished = true;
    return concat(encodeVarint(0, this.#options.lengthSize), await sealing);
  }

  async #sealNext(plaintext: Bytes, aad: Bytes): Promise<Bytes> {
    if (this.#isFinished) throw new OhttpError('context-used');
    const { key, baseNonce } = this.#key;
    const nonce = nonceAt(baseNonce, this.#sequence++);
    this.#underWay++;
    try {
      return await key.seal(nonce, plaintext, aad);
    } finally {
      // The final chunk may be sealed before larger ones that were handed in earlier.
      this.#underWay--;
      if (this.#isFinished && this.#underWay === 0) key.wipe();
    }
  }
}
