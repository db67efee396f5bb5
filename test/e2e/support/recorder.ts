/**
 * Stands in front of the relay and keeps every byte that the browser sends it: what a relay, or whoever
 * watches the line before it, gets to see. Forwards untouched in both directions.
 */
import { connect, createServer, type Socket } from 'node:net';
import { isAddress } from '../../../scripts/drive/page-server.ts';

export interface RecordedRequest {
  /** The request line and fields as they were on the wire, up to the blank line. */
  head: string;
  method: string;
  path: string;
  body: Buffer;
}

export interface Recorder {
  url: string;
  requests: () => RecordedRequest[];
  forget: () => void;
  close: () => Promise<void>;
}

function headOf(bytes: Buffer): { head: string; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? undefined : { head: bytes.subarray(0, end).toString('latin1'), length: end + 4 };
}

/** Connections carry several requests; browsers give each body a content-length. */
function split(stream: Buffer): RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  let rest = stream;
  for (let found = headOf(rest); found !== undefined; found = headOf(rest)) {
    const size = Number(/^content-length: *(\d+)/im.exec(found.head)?.[1] ?? 0);
    const [method = '', path = ''] = found.head.split(' ');
    const body = rest.subarray(found.length, found.length + size);
    requests.push({ head: found.head, method, path, body });
    rest = rest.subarray(found.length + size);
  }
  return requests;
}

export async function recordTo(target: string): Promise<Recorder> {
  const { hostname, port } = new URL(target);
  let streams: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const kept: Buffer[] = [];
    streams.push(kept);
    const upstream = connect(Number(port), hostname);
    client.on('data', (bytes) => kept.push(bytes));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the recorder has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: () => streams.flatMap((kept) => split(Buffer.concat(kept))),
    forget: () => {
      streams = streams.map((kept) => kept.splice(0) && kept);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
