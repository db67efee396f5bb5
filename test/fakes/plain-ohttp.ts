/**
 * The two other parties of RFC 9458 as somebody who never heard of us would write them: a relay that forwards one
 * resource to one gateway, and a gateway that opens, asks its target and seals. HPKE by @hpke/core, binary HTTP by hand.
 */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { createHmac, createCipheriv, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';

export interface PlainRelay {
  readonly url: string;
  /** Media types of what passed, and nothing else that it could know. */
  readonly types: string[];
}

/** Forwards content and content type, adds nothing, drops every other field: RFC 9458 section 6.2, and no more. */
export async function startPlainRelay(gatewayUrl: string): Promise<PlainRelay> {
  const types: string[] = [];
  const server = createServer((request, response) => {
    const type = request.headers['content-type'] ?? '';
    types.push(type);
    if (request.method !== 'POST' || !type.startsWith('message/ohttp-')) {
      response.writeHead(400).end();
      return;
    }
    const outgoing = httpRequest(gatewayUrl, { method: 'POST', headers: { 'content-type': type } });
    outgoing.once('response', (incoming) => {
      types.push(incoming.headers['content-type'] ?? '');
      response.writeHead(incoming.statusCode ?? 502, {
        'content-type': incoming.headers['content-type'] ?? '',
      });
      incoming.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    request.pipe(outgoing);
  });
  return { url: await listening(server), types };
}

export interface PlainGateway {
  readonly resourceUrl: string;
  readonly keysUrl: string;
}

const HEADER = [0x20, 0x00, 0x20, 0x00, 0x01, 0x00, 0x03];

/** Opens single-shot requests and answers each with 200 and its own path. */
export async function startPlainGateway(): Promise<PlainGateway> {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
  const pair = await suite.kem.generateKeyPair();
  const publicKey = Buffer.from(await suite.kem.serializePublicKey(pair.publicKey));
  const entry = Buffer.concat([
    Buffer.from([0x20, 0x00, 0x20]),
    publicKey,
    Buffer.from([0, 4, 0, 1, 0, 3]),
  ]);
  const keys = Buffer.concat([Buffer.from([0, entry.length]), entry]);
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/keys') {
      response.writeHead(200, { 'content-type': 'application/ohttp-keys' }).end(keys);
      return;
    }
    void bodyOf(request).then(async (body) => {
      const sealed = await answerTo(suite, pair.privateKey, body).catch(() => undefined);
      if (sealed === undefined) return void response.writeHead(400).end();
      response.writeHead(200, { 'content-type': 'message/ohttp-res' }).end(sealed);
    });
  });
  const url = await listening(server);
  return { resourceUrl: `${url}/gateway`, keysUrl: `${url}/keys` };
}

async function answerTo(
  suite: CipherSuite,
  recipientKey: CryptoKey,
  body: Buffer,
): Promise<Buffer> {
  if (!body.subarray(0, 7).equals(Buffer.from(HEADER))) throw new Error('header');
  const enc = body.subarray(7, 39);
  const info = Buffer.concat([Buffer.from('message/bhttp request\0'), Buffer.from(HEADER)]);
  const context = await suite.createRecipientContext({
    recipientKey,
    enc: arrayOf(enc),
    info: arrayOf(info),
  });
  const request = Buffer.from(await context.open(arrayOf(body.subarray(39))));
  const secret = Buffer.from(
    await context.export(arrayOf(Buffer.from('message/bhttp response')), 32),
  );
  const nonce = randomBytes(32);
  const prk = createHmac('sha256', Buffer.concat([enc, nonce]))
    .update(secret)
    .digest();
  const expand = (label: string, length: number): Buffer =>
    createHmac('sha256', prk).update(`${label}\x01`).digest().subarray(0, length);
  const cipher = createCipheriv('chacha20-poly1305', expand('key', 32), expand('nonce', 12), {
    authTagLength: 16,
  });
  const sealed = cipher.update(responseTo(request));
  cipher.final();
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/** Known-length binary HTTP: method, scheme, authority, path; then 200, no fields, the path as content. */
function responseTo(request: Buffer): Buffer {
  let at = 1;
  let path: Buffer = Buffer.alloc(0);
  for (let i = 0; i < 4; i++) {
    const length = request[at] ?? 0;
    path = request.subarray(at + 1, at + 1 + length);
    at += 1 + length;
  }
  return Buffer.concat([Buffer.from([1, 0x40, 0xc8, 0, path.length]), path]);
}

function arrayOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
