/**
 * What a handler sees of a request and an answer, the same for HTTP/1.1 and HTTP/2: Node has two families of classes
 * for them, and no handler should care. Must never grow beyond what both can do.
 */
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http';

export interface Incoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersionMajor: number;
  readonly socket: { readonly remoteAddress?: string | undefined };
  destroy(cause?: Error): unknown;
  on(event: 'data', listener: (part: unknown) => void): unknown;
  once(event: 'end' | 'close' | 'error', listener: (cause?: unknown) => void): unknown;
  off(event: 'data', listener: (part: unknown) => void): unknown;
  off(event: 'end' | 'close' | 'error', listener: (cause?: unknown) => void): unknown;
}

type Listener = () => void;

export interface Outgoing {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished?: boolean;
  readonly stream?: ServerHttp2Stream;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  setHeader(name: string, value: string): unknown;
  getHeader(name: string): unknown;
  write(bytes: Uint8Array): boolean;
  end(bytes?: Uint8Array | string): unknown;
  /** HTTP/2 gathers by itself. */
  cork?(): void;
  uncork?(): void;
  destroy(cause?: Error): unknown;
  once(event: 'close' | 'drain', listener: Listener): unknown;
  off(event: 'close' | 'drain', listener: Listener): unknown;
}

/** Breaks an answer off so that nobody takes it for whole: some browsers read a stream reset without an error as its end. */
export function cut(response: Outgoing): void {
  if (response.stream === undefined) response.destroy();
  else response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

/** Ends the connection after this answer. HTTP/2 has no such field: its connections end by GOAWAY. */
export function hangUp(response: Outgoing): void {
  if (response.stream === undefined && !response.headersSent) {
    response.setHeader('connection', 'close');
  }
}
