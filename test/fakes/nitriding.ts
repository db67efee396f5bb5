/**
 * A faithful emulation of the nitriding daemon's HTTP interface, internal and external, as its handlers behave:
 * base64 of at most one line, 40 lower-case hex digits anywhere in the nonce parameter's value, an external server
 * with its own certificate that may wait for the application, and documents with a zero hash until one is registered.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { copyOf, fromHex, type Bytes } from '../../lib/bytes/index.ts';
import { issueCertificate, toPem } from '../../stack/enclave/certificate.ts';
import { DevelopmentChain, newKeyPair } from '../../stack/enclave/chain.ts';
import type { DevelopmentRoot } from '../../stack/enclave/development-root.ts';
import { nitridingUserData } from '../../stack/enclave/nitriding-user-data.ts';
import { writeDocument } from '../../stack/enclave/nitro-document.ts';
import { readBody } from '../../stack/http/call.ts';

export interface FakeNitriding {
  readonly internalUrl: string;
  readonly externalUrl: string;
  /** What the next document requests get instead of a document; undefined is normal service. */
  answerWith: { status: number; body: string } | undefined;
  close(): Promise<void>;
}

const INSTANCE = 'i-0123456789abcdef0';
const MODULE = `${INSTANCE}-enc0123456789abcdef`;

export async function startNitriding(options: {
  root: DevelopmentRoot;
  pcrs: readonly Bytes[];
  now: () => number;
  /** As the daemon is to be started. */
  waitForApp?: boolean;
}): Promise<FakeNitriding> {
  const tls = selfSigned();
  const chain = new DevelopmentChain(options.root, INSTANCE, MODULE);
  let appKeyHash: Bytes = new Uint8Array(32);
  let isReady = false;
  const waitsForApp = options.waitForApp ?? true;
  const external = createHttps({ key: tls.keyPem, cert: toPem(tls.certificate) });
  const internal = createHttp((request, response) => {
    void serveInternal(request, response);
  });

  async function serveInternal(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/enclave/ready' && waitsForApp) {
      if (isReady) return end(response, 410, 'ready already called\n');
      isReady = true;
      external.listen(externalPort, '127.0.0.1');
      return end(response, 200, '');
    }
    if (request.method !== 'POST' || request.url !== '/enclave/hash') return end(response, 404, '');
    // 44 digits and a line feed; the daemon reads no further.
    const body = await readBody(request, 45).catch(() => undefined);
    if (body === undefined) return end(response, 400, 'failed to read request body\n');
    const text = new TextDecoder().decode(body).trim();
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return end(response, 400, 'no base64\n');
    const hash = copyOf(Buffer.from(text, 'base64'));
    if (hash.length !== 32) return end(response, 400, 'given hash is of invalid size\n');
    appKeyHash = hash;
    return end(response, 200, '');
  }

  function document(nonce: Bytes): Bytes {
    const nowMs = options.now();
    const { intermediates, leaf } = chain.at(nowMs);
    const tlsHash = copyOf(createHash('sha256').update(tls.certificate).digest());
    return writeDocument({
      moduleId: MODULE,
      timestampMs: nowMs,
      pcrs: options.pcrs,
      certificate: leaf.certificate,
      cabundle: [options.root.certificate, ...intermediates.map((link) => link.certificate)],
      publicKey: copyOf(Buffer.from('dummy')),
      userData: nitridingUserData(tlsHash, appKeyHash),
      nonce,
      leafKey: leaf.privateKey,
    });
  }

  external.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'https://enclave.invalid');
    if (url.pathname !== '/enclave/attestation') return end(response, 404, '');
    if (request.method !== 'GET') return end(response, 405, 'only HTTP GET requests\n');
    const nonce = url.searchParams.get('nonce') ?? '';
    if (!/[a-f0-9]{40}/.test(nonce)) return end(response, 400, 'unexpected nonce format\n');
    if (fake.answerWith) return end(response, fake.answerWith.status, fake.answerWith.body);
    end(response, 200, `${Buffer.from(document(fromHex(nonce))).toString('base64')}\n`);
  });
  await new Promise<void>((resolve) => external.listen(0, '127.0.0.1', resolve));
  const externalPort = portOf(external.address());
  if (waitsForApp) await new Promise((resolve) => external.close(resolve));
  await new Promise<void>((resolve) => internal.listen(0, '127.0.0.1', resolve));

  const fake: FakeNitriding = {
    internalUrl: `http://127.0.0.1:${portOf(internal.address())}`,
    externalUrl: `https://127.0.0.1:${externalPort}`,
    answerWith: undefined,
    async close() {
      for (const server of [external, internal]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return fake;
}

function end(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(body);
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function selfSigned(): { keyPem: string; certificate: Bytes } {
  const keys: { publicKey: KeyObject; privateKey: KeyObject } = newKeyPair();
  const subject = 'enclave.sotto.invalid';
  const certificate = issueCertificate({
    subject,
    publicKey: keys.publicKey,
    issuer: { commonName: subject, ...keys },
    notBeforeMs: Date.now() - 60_000,
    notAfterMs: Date.now() + 86_400_000,
    pathLength: 'leaf',
    usage: ['digital-signature'],
  });
  return {
    keyPem: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    certificate,
  };
}
