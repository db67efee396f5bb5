/**
 * An enclave, its relay and its machine in one hand, behind a real port: whatever a hostile one could attest, seal and
 * sign, so that a real browser may be shown it. Honest until a test bends it; `mend` makes it honest again.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { copyOf, fromHex, toBase64, type Bytes } from '../../lib/bytes/index.ts';
import type { DevelopmentRoot } from '../../stack/enclave/development-root.ts';
import { developmentRoot } from './development-root.ts';
import { PCR } from './enclave-parts.ts';
import { FakeEnclave, type Behaviour } from './enclave.ts';
import { lyingNitro, type LyingSource } from './lying-nitro.ts';
import { lyingReports, type LyingReports } from './lying-reports.ts';

export interface HostileEnclave {
  readonly url: string;
  readonly fake: FakeEnclave;
  readonly nitro: LyingSource;
  readonly reports: LyingReports;
  /** Has the true root's name and none of its keys. */
  readonly impostor: DevelopmentRoot;
  /** Development roots in base64, and images, for the device's settings. */
  readonly settings: { developmentRoots: string[]; releases: object[] };
  /** Packs every body as a relay may pack it. */
  isPacked: boolean;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startHostileEnclave(): Promise<HostileEnclave> {
  const now = Date.now;
  const [root, impostor] = [await developmentRoot(now()), await developmentRoot(now(), 'impostor')];
  const measurement = {
    ...{ pcr0: fromHex(PCR.pcr0), pcr1: fromHex(PCR.pcr1), pcr2: fromHex(PCR.pcr2) },
  };
  const fake = await FakeEnclave.start(now);
  const [nitro, reports] = [lyingNitro(root, measurement, now), lyingReports(now)];
  const honest: Behaviour = { ...fake.behaviour };
  const validity = { ...fake.validity };
  let keyId = 1;
  const server = createServer((request, response) => {
    serve(fake, hostile, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const hostile: HostileEnclave = {
    ...{ url: `http://127.0.0.1:${String(port)}`, fake, nitro, reports, impostor },
    settings: {
      developmentRoots: [root.certificate, ...reports.anchors].map((one) => toBase64(one)),
      releases: [{ name: 'desk', ...PCR }, ...reports.images],
    },
    isPacked: false,
    async mend() {
      Object.assign(fake.behaviour, honest);
      nitro.lie = {};
      hostile.isPacked = false;
      fake.validity = { ...validity };
      // Another id each time, so that no page takes an old look for a new one.
      keyId = (keyId + 2) % 200;
      await fake.rotateKey(keyId);
      await fake.present(nitro);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await hostile.mend();
  return hostile;
}

async function serve(
  fake: FakeEnclave,
  { url, isPacked }: HostileEnclave,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const method = request.method ?? 'GET';
  const body = await bodyOf(request);
  const answer = await fake.fetch(new URL(request.url ?? '/', url).href, {
    ...{ method, headers: headersOf(request), signal: gone.signal },
    ...(method === 'POST' && { body }),
  });
  const headers = Object.fromEntries(answer.headers.entries());
  if (isPacked) {
    const packed = gzipSync(new Uint8Array(await answer.arrayBuffer()));
    response.writeHead(answer.status, { ...headers, 'content-encoding': 'gzip' }).end(packed);
    return;
  }
  response.writeHead(answer.status, headers);
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
    response.write(part.value);
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
  return copyOf(Buffer.concat(parts));
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const type = headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}
