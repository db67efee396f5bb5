/**
 * Serves the pages that a selection is made on. They live on a `localhost` name, which the desk build's
 * grant of 127.0.0.1 does not cover: only activeTab can open them to the extension.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PageServer {
  /** Ends in a slash. */
  url: string;
  /** Lines `METHOD /path`, as they came. */
  seen: readonly string[];
  close: () => Promise<void>;
}

export interface ServedPage {
  body: string | Uint8Array;
  type?: string;
}

export type Pages = Record<string, string | ServedPage>;

export function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

export async function servePages(pages: Pages): Promise<PageServer> {
  const seen: string[] = [];
  const answer: RequestListener = (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    seen.push(`${request.method ?? ''} ${path}`);
    const page = pages[path];
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { body, type = 'text/html; charset=utf-8' } =
      typeof page === 'string' ? { body: page } : page;
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the page server has no port');
  return {
    url: `http://localhost:${address.port}/`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
