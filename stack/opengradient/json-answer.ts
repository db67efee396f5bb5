/** A plain JSON answer, as the gateway's and the relay's frameworks give it. */
import type { Outgoing } from '../http/message.ts';

export function answerJson(
  response: Outgoing,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}
