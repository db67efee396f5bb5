/**
 * One bounded HTTP call of a stack part to another: whole body in, whole body out, with limits on both size and time.
 * Redirects are never followed and nothing is retried: the caller decides what a failure means.
 */
import { request as httpRequest, type Agent } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { concat, copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import type { Incoming } from './message.ts';
import { whenPatienceEnds } from './patience.ts';

export type CallErrorCode = 'call-failed' | 'call-timed-out' | 'answer-too-large';

export class CallError extends CodedError<CallErrorCode> {}

export interface Call {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly agent?: Agent;
  /** Only for a loopback peer whose answer proves itself by its own signature. */
  readonly acceptAnyCertificate?: boolean;
}

export interface CallAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: Bytes;
}

export function call(options: Call): Promise<CallAnswer> {
  return new Promise((resolve, reject) => {
    const { url, method, body, agent } = options;
    const isSecure = url.protocol === 'https:';
    const settings = {
      method,
      headers: { ...options.headers, ...(body && { 'content-length': String(body.length) }) },
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(agent && { agent }),
      ...(isSecure && options.acceptAnyCertificate === true && { rejectUnauthorized: false }),
    };
    const outgoing = (isSecure ? httpsRequest : httpRequest)(url, settings, (incoming) => {
      readBody(incoming, options.maxBytes, options.timeoutMs).then(
        (answer) =>
          resolve({
            status: incoming.statusCode ?? 0,
            mediaType: incoming.headers['content-type'] ?? '',
            body: answer,
          }),
        (cause: unknown) => {
          incoming.destroy();
          reject(asCallError(cause));
        },
      );
    });
    outgoing.on('error', (cause) => reject(asCallError(cause)));
    outgoing.end(body);
  });
}

function asCallError(cause: unknown): CallError {
  if (cause instanceof CallError) return cause;
  const isTimeout = cause instanceof Error && /AbortError|TimeoutError/.test(cause.name);
  return new CallError(isTimeout ? 'call-timed-out' : 'call-failed', undefined, { cause });
}

const BODY_TIMEOUT_MS = 30_000;

type Body = Pick<Incoming, 'headers' | 'destroy' | 'on' | 'once' | 'off'>;

/**
 * The whole body of a message, refused as soon as it grows beyond the limit or takes too long. Throws CallError.
 * @param timeoutMs Until the end of a client's body; the connection is cut then.
 */
export async function readBody(
  message: Body,
  maxBytes: number,
  timeoutMs = BODY_TIMEOUT_MS,
): Promise<Bytes> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw new CallError('answer-too-large');
  const relent = whenPatienceEnds(timeoutMs, () => message.destroy(new Error('slow')));
  try {
    return await readParts(message, maxBytes);
  } finally {
    relent();
  }
}

/**
 * By events, which cost a third of an iteration. They are taken off at the end: the message is there for as long as its
 * answer is, and would keep the body alive through them.
 */
function readParts(message: Body, maxBytes: number): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    const over = (): void => {
      message.off('data', onData);
      message.off('end', onEnd);
      message.off('close', onClose);
    };
    const fail = (thrown: CallError): void => {
      over();
      reject(thrown);
    };
    const onData = (part: unknown): void => {
      if (!(part instanceof Uint8Array)) return fail(new CallError('call-failed', 'text'));
      length += part.length;
      parts.push(part);
      if (length > maxBytes) fail(new CallError('answer-too-large'));
    };
    const onEnd = (): void => {
      over();
      message.off('error', onError);
      resolve(parts.length === 1 && parts[0] ? copyOf(parts[0]) : concat(...parts));
    };
    // Stays after a failure: what is cut after it was refused must not end the process.
    const onError = (cause: unknown): void => fail(asCallError(cause));
    // A premature close is no end: a cut body never counts as whole.
    const onClose = (): void => fail(new CallError('call-failed', 'cut'));
    message.on('data', onData);
    message.once('end', onEnd);
    message.once('error', onError);
    message.once('close', onClose);
  });
}
