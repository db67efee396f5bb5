/**
 * Writes binary HTTP (RFC 9292 section 3):
 *
 *   0, 1 known length:    fields = byte length | lines    content = length | bytes       trailers as fields
 *   2, 3 indeterminate:   fields = lines | 0              content = { length | bytes } ... | 0   trailers as fields
 *
 * after the framing indicator and the control data; zeros may follow as padding.
 */
import { concat, type Bytes } from '../bytes/index.ts';
import {
  checkStatus,
  checkTarget,
  fieldsToSend,
  invalid,
  toLatin1,
  type BinaryRequest,
  type BinaryResponse,
  type Field,
} from './bhttp-message.ts';
import { encodeVarint } from './varint.ts';

export interface EncodeOptions {
  readonly framing?: 'known' | 'indeterminate';
  /** Zeros after the message: the only size hiding that the format has (section 3.8). */
  readonly paddingLength?: number;
}

const ZERO: Bytes = new Uint8Array(1);

export function encodeRequest(request: BinaryRequest, options: EncodeOptions = {}): Bytes {
  checkTarget(request);
  const { method, scheme, authority, path } = request;
  const control = [method, scheme, authority, path].map((part) => sized(toLatin1(part)));
  const isKnown = options.framing !== 'indeterminate';
  return concat(encodeVarint(isKnown ? 0 : 2), ...control, ...body(request, isKnown, options));
}

export function encodeResponse(response: BinaryResponse, options: EncodeOptions = {}): Bytes {
  const isKnown = options.framing !== 'indeterminate';
  const early = response.informational.map(({ status, fields }) => {
    checkStatus(status, 100, 199);
    return concat(encodeVarint(status), section(fields, isKnown, true));
  });
  checkStatus(response.status, 200, 599);
  const final = encodeVarint(response.status);
  return concat(
    encodeVarint(isKnown ? 1 : 3),
    ...early,
    final,
    ...body(response, isKnown, options),
  );
}

function body(
  message: Pick<BinaryRequest, 'fields' | 'content' | 'trailers'>,
  isKnown: boolean,
  { paddingLength = 0 }: EncodeOptions,
): Bytes[] {
  const { content } = message;
  return [
    section(message.fields, isKnown, true),
    isKnown || content.length > 0 ? sized(content) : new Uint8Array(0),
    isKnown ? new Uint8Array(0) : ZERO,
    section(message.trailers, isKnown, false),
    new Uint8Array(paddingLength),
  ];
}

function section(fields: readonly Field[], isKnown: boolean, mayHavePseudo: boolean): Bytes {
  const lines = fieldsToSend(fields, mayHavePseudo).flatMap(([name, value]) => [
    sized(toLatin1(name)),
    sized(toLatin1(value)),
  ]);
  return isKnown ? sized(concat(...lines)) : concat(...lines, ZERO);
}

function sized(bytes: Bytes): Bytes {
  return concat(encodeVarint(bytes.length), bytes);
}

/** Writes a response of indeterminate length as its parts become known. Zeros may follow the trailers. */
export class ResponseWriter {
  #next: 'head' | 'content' | 'nothing' = 'head';
  #isStarted = false;

  informational(status: number, fields: readonly Field[]): Bytes {
    checkStatus(status, 100, 199);
    return this.#control('head', status, fields);
  }

  head(status: number, fields: readonly Field[]): Bytes {
    checkStatus(status, 200, 599);
    return this.#control('content', status, fields);
  }

  /** One piece of content; an empty one takes no bytes, since its length would read as the end. */
  content(bytes: Bytes): Bytes {
    if (this.#next !== 'content') throw invalid('content out of order');
    return bytes.length === 0 ? bytes : sized(bytes);
  }

  /** Ends the content and the message. */
  trailers(fields: readonly Field[]): Bytes {
    if (this.#next !== 'content') throw invalid('trailers out of order');
    const end = concat(ZERO, section(fields, false, false));
    this.#next = 'nothing';
    return end;
  }

  #control(next: 'head' | 'content', status: number, fields: readonly Field[]): Bytes {
    if (this.#next !== 'head') throw invalid('head out of order');
    const framing = this.#isStarted ? new Uint8Array(0) : encodeVarint(3);
    const bytes = concat(framing, encodeVarint(status), section(fields, false, true));
    this.#isStarted = true;
    this.#next = next;
    return bytes;
  }
}
