/**
 * Stands where the relay stands and passes everything on, but for the log: of that it shows nothing, or another one. What
 * a relay that colludes with a log could do.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { isAddress } from '../../../scripts/drive/page-server.ts';

export interface LyingRelay {
  url: string;
  /** 'true': as the relay has it; 'none': the log cannot be read; else the address of the log that is shown. */
  showLog: (what: string) => void;
  close: () => Promise<void>;
}

const LOG = /^\/g\/[^/]+\/log(\/.*)$/;

export async function lieBefore(relayUrl: string): Promise<LyingRelay> {
  let shown = 'true';
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const [, file] = LOG.exec(path) ?? [];
    if (file === undefined || shown === 'true')
      return pass(new URL(path, relayUrl), incoming, outgoing);
    if (shown === 'none') return void outgoing.writeHead(503).end();
    pass(new URL(file, shown), incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    showLog: (what) => {
      shown = what;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request(url, { method, headers: { ...headers, host: url.host } }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
