/**
 * Reads what came out of the seal: a binary HTTP request for a chat completion. Strict, because it is the only thing
 * a stranger can put in here, and because a second reading of the same bytes would make the receipt ambiguous.
 * Must never follow a target of the request's choosing.
 */
import { equal, fromBase64Url, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { REQUEST_LENGTH, TOKEN_LENGTH } from '../../lib/credits/index.ts';
import { decodeRequest, encodeRequest, type BinaryRequest } from '../../lib/ohttp/index.ts';
import { list, oneOf, record, text } from '../../lib/shape/index.ts';
import { InnerRefusal } from './errors.ts';
import type { ChatMessage } from './models/model.ts';

export type Padding = 'default' | 'strict' | 'none';

export interface InnerRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly padding: Padding;
  readonly requestOpening: Bytes;
  readonly answerOpening: Bytes;
  readonly leafSecret: Bytes;
  /** The message without its zero padding: what the receipt commits to. */
  readonly requestBytes: Bytes;
  readonly dateMs: number | undefined;
  /** What it is paid with, and as many blinded requests for a refund (lib/credits). */
  readonly tokens: readonly Bytes[];
  readonly refunds: readonly Bytes[];
}

const SECRET_BYTES = 32;
const MAX_CHARACTERS = 1_048_576;
const MAX_CREDITS = 64;
const PADDINGS: readonly Padding[] = ['default', 'strict', 'none'];

const readChat = record({
  model: text(128),
  messages: list(
    record({ role: oneOf('system', 'user', 'assistant'), content: text(MAX_CHARACTERS) }),
    64,
  ),
  stream: (value: unknown): true => {
    if (value !== true) throw malformed('stream');
    return value;
  },
});

/** How the answer must be framed, read on its own so that even a refusal of the rest has the right shape. */
export function paddingOf(plaintext: Bytes): Padding {
  try {
    const named = singleField(decodeRequest(plaintext), 'sotto-padding');
    return PADDINGS.find((padding) => padding === named) ?? 'default';
  } catch {
    return 'default';
  }
}

export function readInnerRequest(plaintext: Bytes, name: string): InnerRequest {
  const request = decode(plaintext);
  const { method, scheme, authority, path } = request;
  if (scheme !== 'https' || authority !== name || path !== '/v1/chat/completions') {
    throw new InnerRefusal('target-unknown');
  }
  if (method !== 'POST' || request.trailers.length > 0) throw malformed('method or trailers');
  // 100-continue would make the exchange interactive (RFC 9458 section 6.4).
  if (request.fields.some(([field]) => field === 'expect')) throw malformed('expect');
  if (singleField(request, 'content-type') !== 'application/json') throw malformed('content-type');
  if (!PADDINGS.some((padding) => padding === singleField(request, 'sotto-padding'))) {
    throw malformed('sotto-padding');
  }
  return {
    ...readContent(request.content),
    ...readSecrets(singleField(request, 'sotto-openings') ?? ''),
    padding: paddingOf(plaintext),
    requestBytes: withoutPadding(plaintext, request),
    dateMs: readDate(singleField(request, 'date')),
    tokens: piecesOf(request, 'sotto-credits', TOKEN_LENGTH),
    refunds: piecesOf(request, 'sotto-refund', REQUEST_LENGTH),
  };
}

function decode(plaintext: Bytes): BinaryRequest {
  try {
    return decodeRequest(plaintext);
  } catch (cause) {
    throw new InnerRefusal('request-malformed', 'binary HTTP', { cause });
  }
}

/** A field that stands once; twice counts as malformed, because two readers could take different ones. */
function singleField({ fields }: BinaryRequest, name: string): string | undefined {
  const found = fields.filter(([field]) => field.toLowerCase() === name);
  if (found.length > 1) throw malformed(name);
  return found[0]?.[1];
}

function readContent(content: Bytes): Pick<InnerRequest, 'model' | 'messages'> {
  try {
    const { model, messages } = readChat(JSON.parse(fromUtf8(content)));
    if (messages.length > 0) return { model, messages };
  } catch (cause) {
    throw new InnerRefusal('request-malformed', 'content', { cause });
  }
  throw malformed('no messages');
}

function readSecrets(
  value: string,
): Pick<InnerRequest, 'requestOpening' | 'answerOpening' | 'leafSecret'> {
  try {
    const [requestOpening, answerOpening, leafSecret, ...rest] = value
      .split('.')
      .map((part) => fromBase64Url(part));
    if (isSecret(requestOpening) && isSecret(answerOpening) && isSecret(leafSecret)) {
      if (rest.length === 0) return { requestOpening, answerOpening, leafSecret };
    }
  } catch (cause) {
    throw new InnerRefusal('request-malformed', 'sotto-openings', { cause });
  }
  throw malformed('sotto-openings');
}

/** Pieces of one length in one field, base64url as a whole. */
function piecesOf(request: BinaryRequest, name: string, length: number): Bytes[] {
  try {
    const bytes = fromBase64Url(singleField(request, name) ?? '');
    const count = bytes.length / length;
    if (!Number.isInteger(count) || count > MAX_CREDITS) throw malformed(name);
    return Array.from({ length: count }, (_, i) => bytes.slice(i * length, (i + 1) * length));
  } catch (cause) {
    if (cause instanceof InnerRefusal) throw cause;
    throw new InnerRefusal('request-malformed', name, { cause });
  }
}

function isSecret(bytes: Bytes | undefined): bytes is Bytes {
  return bytes?.length === SECRET_BYTES;
}

/** Written again in the one form that our clients use; anything else that reads the same is refused. */
function withoutPadding(plaintext: Bytes, request: BinaryRequest): Bytes {
  const again = encodeRequest(request);
  const isSame = equal(plaintext.subarray(0, again.length), again);
  if (!isSame || plaintext.subarray(again.length).some((byte) => byte !== 0)) {
    throw malformed('another spelling');
  }
  return again;
}

function readDate(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const dateMs = Date.parse(value);
  if (Number.isNaN(dateMs) || new Date(dateMs).toUTCString() !== value) throw malformed('date');
  return dateMs;
}

function malformed(detail: string): InnerRefusal {
  return new InnerRefusal('request-malformed', detail);
}
