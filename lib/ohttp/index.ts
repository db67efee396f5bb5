export {
  type BinaryRequest,
  type BinaryResponse,
  type Field,
  type Informational,
} from './bhttp-message.ts';
export {
  RequestParser,
  ResponseParser,
  type BodyEvent,
  type RequestEvent,
  type ResponseEvent,
} from './bhttp-parser.ts';
export { decodeRequest, decodeResponse } from './bhttp-reader.ts';
export {
  encodeRequest,
  encodeResponse,
  ResponseWriter,
  type EncodeOptions,
} from './bhttp-writer.ts';
export { ChunkOpener, MAX_CHUNK_SIZE } from './chunk-opener.ts';
export { ChunkSealer } from './chunk-sealer.ts';
export { OhttpError, type OhttpErrorCode } from './errors.ts';
export {
  createGatewayKey,
  gatewayKeyOf,
  openRequest,
  RequestOpener,
  type GatewayKey,
  type GatewayOptions,
  type OpenedRequest,
  type RequestContext,
} from './gateway.ts';
export type { Aead, Kdf, Kem, KemPrivateKey, Suite } from './hpke.ts';
export {
  chooseKeyConfig,
  encodeKeyConfigs,
  parseKeyConfigs,
  type ChosenKey,
  type KeyConfig,
} from './key-config.ts';
export { hybridSuite } from './late-hybrid.ts';
export { MEDIA, mediaTypeIs } from './media-types.ts';
export { paddingFor, REQUEST_BUCKETS, sealedRequestSize } from './padding.ts';
export type { MessageKind } from './protocol.ts';
export {
  prepareSeal,
  type PreparedSeal,
  type PrepareOptions,
  type ResponseContext,
  type SealedRequest,
} from './seal.ts';
export { AES_SUITE, PRODUCT_SUITE } from './suites.ts';
export { decodeVarint, encodeVarint, varintSizeAt } from './varint.ts';
export { ByteQueue } from './byte-queue.ts';
export { DHKEM_X25519, importX25519, x25519PrivateKey } from './x25519.ts';
