/**
 * The gateway's role: a request opened, its response sealed (RFC 9458 sections 4.3 and 4.4, chunked draft sections 4 to
 * 6). Must never know who asked, and never say more of a request that does not open than 'open-failed'.
 */
import { concat, Reader, type Bytes } from '../bytes/index.ts';
import { ChunkOpener } from './chunk-opener.ts';
import { ChunkSealer, type ChunkOptions } from './chunk-sealer.ts';
import { OhttpError } from './errors.ts';
import { EMPTY, keySchedule, TAG_SIZE, type KemPrivateKey, type Suite } from './hpke.ts';
import { keyConfigOf, type KeyConfig } from './key-config.ts';
import { MEDIA, mediaTypeIs } from './media-types.ts';
import {
  HEADER_SIZE,
  messageKey,
  requestInfo,
  responseKey,
  responseNonceSize,
  type MessageKey,
  type MessageKind,
} from './protocol.ts';
import { PRODUCT_SUITE } from './suites.ts';

/** A key that this gateway serves, and the suites it offers with it. */
export interface GatewayKey {
  readonly config: KeyConfig;
  readonly suites: readonly Suite[];
  readonly privateKey: KemPrivateKey;
}

export interface GatewayOptions {
  /** Makes response nonces: bytes that nobody can foretell, from the platform. */
  readonly random: (length: number) => Bytes;
  readonly maxChunkSize?: number;
}

/** What seals the one response of a request. */
export interface RequestContext {
  readonly keyId: number;
  /** Unique to the request: the natural key of a replay cache (RFC 9458 section 6.5.1). */
  readonly enc: Bytes;
  readonly kind: MessageKind;
  sealSingle(plaintext: Bytes): Promise<Bytes>;
  sealChunks(options?: ChunkOptions): Promise<ChunkSealer>;
}

export interface OpenedRequest extends RequestContext {
  readonly plaintext: Bytes;
}

export function gatewayKeyOf(
  keyId: number,
  privateKey: KemPrivateKey,
  suites: readonly Suite[] = [PRODUCT_SUITE],
): GatewayKey {
  return { config: keyConfigOf(keyId, privateKey.publicKey, suites), suites, privateKey };
}

/** A fresh key. It is in this object only: dropping it is the forward secrecy there is. */
export async function createGatewayKey(
  keyId: number,
  suites: readonly Suite[] = [PRODUCT_SUITE],
): Promise<GatewayKey> {
  const [first = PRODUCT_SUITE] = suites;
  return gatewayKeyOf(keyId, await first.kem.generate(), suites);
}

/** Opens a request that is there as a whole. */
export async function openRequest(
  keys: readonly GatewayKey[],
  mediaType: string | null | undefined,
  body: Bytes,
  options: GatewayOptions,
): Promise<OpenedRequest> {
  if (mediaTypeIs(mediaType, MEDIA.chunkedRequest)) {
    // The body is in memory already, so the size of one chunk is no danger.
    const opener = new RequestOpener(keys, { maxChunkSize: body.length, ...options });
    const chunks = await opener.push(body);
    const { last, context } = await opener.end();
    return Object.assign(context, { plaintext: concat(...chunks, last) });
  }
  if (!mediaTypeIs(mediaType, MEDIA.request)) throw new OhttpError('request-invalid', 'media type');
  const head = readHead(keys, body);
  if (body.length < head.size + TAG_SIZE) throw new OhttpError('truncated');
  const { key, context } = await openHead('single', head, body.subarray(0, head.size), options);
  const plaintext = await key.key.open(key.baseNonce, body.subarray(head.size), EMPTY);
  key.key.wipe();
  return Object.assign(context, { plaintext });
}

/** Opens a chunked request as it arrives. */
export class RequestOpener {
  readonly #keys: readonly GatewayKey[];
  readonly #options: GatewayOptions;
  #early: Bytes = EMPTY;
  #chunks: ChunkOpener | undefined;
  #context: RequestContext | undefined;

  constructor(keys: readonly GatewayKey[], options: GatewayOptions) {
    this.#keys = keys;
    this.#options = options;
  }

  async push(bytes: Bytes): Promise<Bytes[]> {
    if (this.#chunks) return this.#chunks.push(bytes);
    // How long the head is depends on its KEM, so its first bytes are looked at before the framing starts.
    this.#early = concat(this.#early, bytes);
    if (this.#early.length < HEADER_SIZE) return [];
    const head = readHead(this.#keys, this.#early);
    const begin = async (prefix: Bytes): Promise<MessageKey> => {
      const { key, context } = await openHead('chunked', head, prefix, this.#options);
      this.#context = context;
      return key;
    };
    this.#chunks = new ChunkOpener(head.size, begin, this.#options.maxChunkSize);
    return this.#chunks.push(this.#early);
  }

  async end(): Promise<{ last: Bytes; context: RequestContext }> {
    const last = await this.#chunks?.end();
    if (!last || !this.#context) throw new OhttpError('truncated');
    return { last, context: this.#context };
  }
}

interface Head {
  readonly key: GatewayKey;
  readonly suite: Suite;
  /** Of header and encapsulated key together. */
  readonly size: number;
}

/** Finds the key and the suite that the header names. */
function readHead(keys: readonly GatewayKey[], body: Bytes): Head {
  if (body.length < HEADER_SIZE) throw new OhttpError('truncated');
  const reader = new Reader(body);
  const [keyId, kemId, kdfId, aeadId] = [reader.u8(), reader.u16(), reader.u16(), reader.u16()];
  const sameId = keys.filter(({ config }) => config.keyId === keyId);
  if (sameId.length === 0) throw new OhttpError('key-unknown');
  for (const key of sameId) {
    const suite = key.suites.find(
      ({ kem, kdf, aead }) => kem.id === kemId && kdf.id === kdfId && aead.id === aeadId,
    );
    if (suite) return { key, suite, size: HEADER_SIZE + suite.kem.encSize };
  }
  throw new OhttpError('request-invalid', 'suite not offered');
}

async function openHead(
  kind: MessageKind,
  { key, suite }: Head,
  prefix: Bytes,
  options: GatewayOptions,
): Promise<{ key: MessageKey; context: RequestContext }> {
  const enc = prefix.slice(HEADER_SIZE);
  const sharedSecret = await key.privateKey.decap(enc);
  const info = requestInfo(kind, prefix.subarray(0, HEADER_SIZE));
  const schedule = keySchedule(suite, sharedSecret, info);
  sharedSecret.fill(0);
  return {
    key: await messageKey(suite, schedule.key, schedule.baseNonce),
    context: contextOf(key.config.keyId, enc, kind, suite, schedule.exporterSecret, options),
  };
}

function contextOf(
  keyId: number,
  enc: Bytes,
  kind: MessageKind,
  suite: Suite,
  exporterSecret: Bytes,
  { random }: GatewayOptions,
): RequestContext {
  const responseNonce = (): Bytes => random(responseNonceSize(suite));
  return {
    keyId,
    enc,
    kind,
    async sealSingle(plaintext) {
      if (kind === 'chunked') throw new OhttpError('response-invalid', 'must be chunked');
      const nonce = responseNonce();
      const { key, baseNonce } = await responseKey(suite, exporterSecret, 'single', enc, nonce);
      const sealed = await key.seal(baseNonce, plaintext, EMPTY);
      key.wipe();
      return concat(nonce, sealed);
    },
    async sealChunks(chunkOptions) {
      const nonce = responseNonce();
      const key = await responseKey(suite, exporterSecret, 'chunked', enc, nonce);
      return new ChunkSealer(nonce, key, chunkOptions);
    },
  };
}
