/** A run of many people and many asks, with everything that relay, issuer and gateway each saw of it. */
import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copyOf, toBase64Url, type Bytes } from '../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  challengeDigest,
  drawSecrets,
  encodeBatchRequest,
  encodeChallenge,
  finishToken,
  keyThatIssues,
  openIssuerNote,
  parseBatchResponse,
  requestToken,
  serviceChallenge,
  type IssuerKey,
} from '../../lib/credits/index.ts';
import { carryToIssuer, fetchIssuerNote } from '../../lib/relay/index.ts';
import { buyBatch } from '../../lib/wallet/refill/issuer-client.ts';
import { payingFields, purseIdOf, random } from '../fakes/credits-desk.ts';
import { readAnswer, sealAsk, verifyEnclave } from '../fakes/device.ts';
import { startModelServer } from '../fakes/model-server.ts';
import { startStack } from '../../stack/stack.ts';

export const PEOPLE = 8;
export const ASKS_EACH = 3;

/** Everything that passes the relay: it sees addresses and times, and sealed bytes. */
export interface RelaySaw {
  readonly address: string;
  readonly atMs: number;
  readonly path: string;
  readonly sealed: Bytes;
}
interface IssuerSaw {
  readonly account: string;
  readonly atMs: number;
  readonly batch: Bytes;
  readonly answer: Bytes;
}
interface GatewaySaw {
  readonly atMs: number;
  readonly text: string;
  readonly requestBytes: Bytes;
  readonly tokens: readonly Bytes[];
  readonly sealed: Bytes;
}
export interface Person {
  readonly address: string;
  readonly account: string;
  readonly texts: string[];
}
export interface Run {
  readonly people: readonly Person[];
  readonly relay: readonly RelaySaw[];
  readonly issuer: readonly IssuerSaw[];
  readonly gateway: readonly GatewaySaw[];
  readonly key: IssuerKey;
  readonly sign: (block: Bytes) => Bytes;
  /** What relay, gateway and issuer wrote down themselves. */
  readonly written: readonly string[];
}

type Client = (url: string, init?: RequestInit) => Promise<Response>;

/** A device at an address of its own. */
function clientAt(localAddress: string): Client {
  return (url, init = {}) =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers ?? {}));
      const options = { localAddress, method: init.method ?? 'GET', headers };
      const sent = httpRequest(url, options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('end', () => {
          const type = incoming.headers['content-type'] ?? '';
          const told = { status: incoming.statusCode ?? 0, headers: { 'content-type': type } };
          resolve(new Response(Buffer.concat(parts), told));
        });
      });
      sent.on('error', reject);
      sent.end(init.body instanceof Uint8Array ? init.body : undefined);
    });
}

/** Stands where the relay stands and writes down all that it could. */
async function tapBefore(
  relayUrl: string,
  saw: RelaySaw[],
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = 'GET', url = '/', headers } = request;
      const body = Buffer.concat(parts);
      const address = request.socket.remoteAddress ?? '';
      saw.push({ address, atMs: Date.now(), path: `${method} ${url}`, sealed: copyOf(body) });
      const passed = httpRequest(`${relayUrl}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

export async function play(folder: string): Promise<Run> {
  const model = await startModelServer({ words: ['An', 'answer.'] });
  const stack = await startStack({ folder, modelUrl: model.url, beatMs: 1, hasCredits: true });
  const saw: RelaySaw[] = [];
  const tap = await tapBefore(stack.relayUrl, saw);
  const url = `${tap.url}/g/${stack.gatewayName}`;
  const trust = { anchors: [stack.developmentRoot], measurements: [stack.measurement] };
  const enclave = await verifyEnclave(url, trust);
  const {
    issuer: name,
    verifierKey,
    service,
  } = purseIdOf({
    ...{ stack, model, url, trust, enclave },
  });
  const digest = await challengeDigest(encodeChallenge(serviceChallenge(name, service)));
  const people: Person[] = [];
  const issuer: IssuerSaw[] = [];
  const gateway: GatewaySaw[] = [];
  const purses: { person: Person; client: Client; tokens: Bytes[] }[] = [];
  const signal = new AbortController().signal;
  saw.length = 0;
  let used: IssuerKey | undefined;
  for (let i = 0; i < PEOPLE; i++) {
    const address = `127.0.1.${10 + i}`;
    const client = clientAt(address);
    const place = { fetch: client, relayUrl: tap.url, issuerName: name };
    const noteBytes = await fetchIssuerNote(place, signal);
    const note = await openIssuerNote(noteBytes, { name, verifierKey, service });
    const { key } = keyThatIssues(note, Date.now()) ?? raise('no key');
    used = key;
    const account = stack.issuer?.invite({ batches: 1, untilMs: Date.now() + 86_400_000 }) ?? '';
    const secrets = Array.from({ length: BATCH_COUNT }, () => drawSecrets(key, random));
    const requests: Bytes[] = [];
    for (const one of secrets) requests.push(await requestToken(key, digest, one));
    const batch = encodeBatchRequest(requests);
    const way = {
      note: () => fetchIssuerNote(place, signal),
      carry: (sealed: Bytes) => carryToIssuer(place, sealed, signal),
    };
    const order = { voucher: account, batch };
    const { batch: answer } = await buyBatch(way, note, order, signal);
    issuer.push({ account, atMs: Date.now(), batch, answer });
    const tokens: Bytes[] = [];
    for (const [k, entry] of parseBatchResponse(answer, BATCH_COUNT).entries()) {
      const one = secrets[k] ?? raise('secrets');
      if (entry !== 'refused') tokens.push(await finishToken(key, digest, one, entry.response));
    }
    const person = { address, account, texts: [] as string[] };
    people.push(person);
    purses.push({ person, client, tokens });
  }
  const key = used ?? raise('no key');
  // Asks come in an order that has nothing to do with the order of the purchases.
  const turns = purses
    .flatMap((purse) => Array.from({ length: ASKS_EACH }, () => purse))
    .map((purse) => ({ purse, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at);
  for (const [n, { purse }] of turns.entries()) {
    const text = `The very private question number ${n} of somebody`;
    const token = purse.tokens.pop() ?? raise('no token');
    const refund = await requestToken(key, digest, drawSecrets(key, random));
    const taken = { tokens: [toBase64Url(token)], refunds: [toBase64Url(refund)] };
    const sealed = await sealAsk(enclave, { question: text, fields: payingFields(taken) });
    const init = { method: 'POST', headers: { 'content-type': sealed.sealed.mediaType } };
    const response = await purse.client(url, { ...init, body: sealed.sealed.bytes });
    const answer = await readAnswer(enclave, sealed, response);
    expect(answer.receipt).toMatchObject({ ok: true });
    purse.person.texts.push(text);
    const { requestBytes } = sealed;
    gateway.push({
      atMs: Date.now(),
      text,
      requestBytes,
      tokens: [token],
      sealed: sealed.sealed.bytes,
    });
  }
  const written = [...stack.logs.relay, ...stack.logs.gateway, ...stack.logs.issuer];
  const sign = await privateKeyIn(folder);
  tap.close();
  await stack.close();
  await model.close();
  return { people, relay: saw, issuer, gateway, key, sign, written };
}

/** The issuer brings its private key to the table. */
async function privateKeyIn(folder: string): Promise<(block: Bytes) => Bytes> {
  const text = await readFile(join(folder, 'issuer/private/token-keys.json'), 'utf8');
  const [, pkcs8 = ''] = /"pkcs8":"([^"]+)"/.exec(text) ?? [];
  const der = Buffer.from(pkcs8, 'base64');
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const padding = constants.RSA_NO_PADDING;
  return (block) => copyOf(privateDecrypt({ key, padding }, block));
}

export function raise(what: string): never {
  throw new Error(what);
}
