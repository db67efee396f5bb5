/**
 * The sealed side of the issuer: binary HTTP inside Oblivious HTTP, over the relay, so that it never learns from where
 * a voucher came. All answers have one size, refusals too: a relay that counts bytes cannot tell a purchase from a look.
 *
 *   GET  https://<issuer>/note
 *   GET  https://<issuer>/.well-known/private-token-issuer-directory          RFC 9578 section 4
 *   POST https://<issuer>/token-request   generic batch of 32, field sotto-voucher: base64url of the voucher;
 *                                         the answer's field sotto-batches-left: what it is still worth
 */
import { fromBase64Url, fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { BATCH_MEDIA } from '../../lib/credits/index.ts';
import {
  decodeRequest,
  encodeResponse,
  mediaTypeIs,
  type BinaryRequest,
  type Field,
} from '../../lib/ohttp/index.ts';
import { redeem, type Desk } from './desk.ts';
import { IssuerError } from './errors.ts';
import type { IssuerEvent } from './log.ts';
import { REQUEST_PATH, type Published } from './note.ts';

export interface SealedDesk extends Desk {
  readonly name: string;
  readonly published: () => Published;
  readonly log: (event: IssuerEvent) => void;
}

interface Reply {
  readonly status: number;
  readonly mediaType: string;
  readonly body: Bytes;
  readonly fields?: readonly Field[];
}

/** A batch of 32 answers and room for every other one. */
const ANSWER_BYTES = 12_288;
const DIRECTORY_PATH = '/.well-known/private-token-issuer-directory';
const DIRECTORY_TYPE = 'application/private-token-issuer-directory';

/** The padded binary HTTP answer to an opened request. */
export async function answerSealed(desk: SealedDesk, plaintext: Bytes): Promise<Bytes> {
  const { status, mediaType, body, fields: more = [] } = await replyTo(desk, plaintext);
  const fields: Field[] = [['content-type', mediaType], ...more];
  const message = { informational: [], status, fields, content: body, trailers: [] };
  const { length } = encodeResponse(message);
  return encodeResponse(message, { paddingLength: Math.max(0, ANSWER_BYTES - length) });
}

async function replyTo(desk: SealedDesk, plaintext: Bytes): Promise<Reply> {
  try {
    const request = decode(plaintext);
    if (request.scheme !== 'https' || request.authority !== desk.name) {
      throw new IssuerError('target-unknown');
    }
    if (request.method === 'GET') return publicReply(desk.published(), request.path);
    if (request.method !== 'POST' || request.path !== REQUEST_PATH) {
      throw new IssuerError('not-found');
    }
    return { status: 200, mediaType: BATCH_MEDIA.response, ...(await issue(desk, request)) };
  } catch (thrown) {
    const error = thrown instanceof IssuerError ? thrown : new IssuerError('issuer-unavailable');
    const body = utf8(JSON.stringify({ error: { code: error.code } }));
    return { status: error.status, mediaType: 'application/json', body };
  }
}

async function issue(
  desk: SealedDesk,
  request: BinaryRequest,
): Promise<Pick<Reply, 'body' | 'fields'>> {
  try {
    if (!mediaTypeIs(fieldOf(request, 'content-type'), BATCH_MEDIA.request)) {
      throw new IssuerError('media-type-wrong');
    }
    const voucher = voucherOf(request);
    const { body, kind, keyNumber, batchesLeft } = await redeem(desk, voucher, request.content);
    desk.log({ event: 'batch', kind, outcome: 'issued', keyNumber });
    return { body, fields: [['sotto-batches-left', String(batchesLeft)]] };
  } catch (thrown) {
    const outcome = thrown instanceof IssuerError ? thrown.code : 'failed';
    desk.log({ event: 'batch', kind: 'none', outcome, keyNumber: 0 });
    throw thrown;
  }
}

function publicReply({ note, directory }: Published, path: string): Reply {
  if (path === '/note') return { status: 200, mediaType: 'text/plain', body: note };
  if (path === DIRECTORY_PATH) return { status: 200, mediaType: DIRECTORY_TYPE, body: directory };
  throw new IssuerError('not-found');
}

function decode(plaintext: Bytes): BinaryRequest {
  try {
    return decodeRequest(plaintext);
  } catch (cause) {
    throw new IssuerError('request-malformed', undefined, { cause });
  }
}

function voucherOf(request: BinaryRequest): string {
  try {
    return fromUtf8(fromBase64Url(fieldOf(request, 'sotto-voucher') ?? ''));
  } catch (cause) {
    throw new IssuerError('voucher-invalid', 'field', { cause });
  }
}

function fieldOf({ fields }: BinaryRequest, name: string): string | undefined {
  const found = fields.filter(([field]) => field === name);
  return found.length === 1 ? found[0]?.[1] : undefined;
}
