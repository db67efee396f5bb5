/**
 * Generic batches of requests (draft-ietf-privacypass-batched-tokens-06):
 *
 *   request   varint length in bytes | TokenRequest …
 *   response  varint length in bytes | ( 00 refused  or  01 | u16 type | TokenResponse ) …
 *
 * Types 0x0001 and 0x0002 can be told apart, so that a mixed batch of another client is read whole; only 0x0002 is
 * issued. Must never hold another number of requests than everybody's: the count of a batch is visible.
 */
import { concat, Reader, u16, type Bytes } from '../bytes/index.ts';
import { decodeVarint, encodeVarint } from '../ohttp/index.ts';
import { CreditsError } from './errors.ts';

/** The one size in which credits are bought. */
export const BATCH_COUNT = 32;
export const BATCH_MEDIA = {
  request: 'application/private-token-generic-batch-request',
  response: 'application/private-token-generic-batch-response',
} as const;

/** Bytes of a request (with its type) and of a response (without) by token type: VOPRF P-384, and blind RSA. */
const LENGTHS: ReadonlyMap<number, { request: number; response: number }> = new Map([
  [0x0001, { request: 2 + 1 + 49, response: 49 + 2 * 48 }],
  [0x0002, { request: 2 + 1 + 256, response: 256 }],
]);
const MAX_ENTRIES = 256;

/** A response of this type, or a refusal of that one request. */
export type BatchEntry = { readonly tokenType: number; readonly response: Bytes } | 'refused';

export function encodeBatchRequest(requests: readonly Bytes[]): Bytes {
  const body = concat(...requests);
  return concat(encodeVarint(body.length), body);
}

/** The requests of a batch, each with its type in front. */
export function parseBatchRequest(bytes: Bytes): Bytes[] {
  return entriesOf(bytes, (reader) => {
    const type = reader.bytes(2);
    const lengths = LENGTHS.get((type[0] ?? 0) * 256 + (type[1] ?? 0));
    if (lengths === undefined) return fail('type');
    return concat(type, reader.bytes(lengths.request - 2));
  });
}

export function encodeBatchResponse(entries: readonly BatchEntry[]): Bytes {
  const body = concat(
    ...entries.map((entry) =>
      entry === 'refused'
        ? Uint8Array.of(0)
        : concat(Uint8Array.of(1), u16(entry.tokenType), entry.response),
    ),
  );
  return concat(encodeVarint(body.length), body);
}

/** One entry per request, in their order; throws 'batch-invalid' where their number is another. */
export function parseBatchResponse(bytes: Bytes, count: number): BatchEntry[] {
  const entries = entriesOf(bytes, (reader): BatchEntry => {
    const presence = reader.u8();
    if (presence === 0) return 'refused';
    const tokenType = reader.u16();
    const lengths = LENGTHS.get(tokenType);
    if (presence !== 1 || lengths === undefined) return fail('entry');
    return { tokenType, response: reader.bytes(lengths.response) };
  });
  return entries.length === count ? entries : fail('count');
}

function entriesOf<T>(bytes: Bytes, read: (reader: Reader) => T): T[] {
  try {
    const reader = new Reader(bytes);
    const head = 1 << ((bytes[0] ?? 0) >> 6);
    if (decodeVarint(reader.bytes(head)) !== bytes.length - head) fail('length');
    const entries: T[] = [];
    while (!reader.done) {
      if (entries.length === MAX_ENTRIES) fail('too many');
      entries.push(read(reader));
    }
    return entries;
  } catch (cause) {
    if (cause instanceof CreditsError) throw cause;
    throw new CreditsError('batch-invalid', undefined, { cause });
  }
}

function fail(detail: string): never {
  throw new CreditsError('batch-invalid', detail);
}
