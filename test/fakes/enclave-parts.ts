/** The small change of the fake enclave: events, noted requests, replies. */
import { concat, copyOf, fromHex, toBase64, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { encodeStatement } from '../../lib/binding/index.ts';
import type { Behaviour, NotedRequest } from './enclave.ts';

export const RELAY = 'http://127.0.0.1:8123';
export const MODEL = { id: 'extract-1', upstream: 'built-in' };
export const PCR = { pcr0: '11'.repeat(48), pcr1: '22'.repeat(48), pcr2: '33'.repeat(48) };
export const LOG = {
  origin: 'log.test/desk',
  verifierKey: `log.test/desk+00000000+${toBase64(new Uint8Array(33).fill(1))}`,
  deadlineSeconds: 60,
};

/** What answers cost: the issuer, and credits for each 4 KiB. */
export const ISSUER = { issuer: 'issuer.test', issuerKey: LOG.verifierKey };

export function statementBytes(log: typeof LOG, credits?: number): Bytes {
  const price = { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' };
  return encodeStatement({
    version: 1,
    operator: 'Test gateway',
    name: 'enclave.test',
    build: 'test',
    maxRequestBytes: 65_536,
    models: [{ ...MODEL, place: 'in-enclave', isLanguageModel: false, contextTokens: 8000, price }],
    log,
    ...(credits !== undefined && {
      credits: { ...ISSUER, prices: [{ model: MODEL.id, credits }] },
    }),
  });
}

export function eventOf(text: string, source: Behaviour['source'] | null): Bytes {
  const event = { choices: [{ delta: { content: text } }], ...(source && { sotto: source }) };
  return utf8(`data: ${JSON.stringify(event)}\n\n`);
}

export function note(url: string, init: RequestInit): NotedRequest {
  const { pathname, search } = new URL(url);
  const headers = Object.fromEntries(new Headers(init.headers).entries());
  const body = init.body instanceof Uint8Array ? copyOf(init.body) : null;
  const [, gateway = '', path = pathname] = /^\/g\/([^/]+)(.*)$/.exec(pathname) ?? [];
  return { method: init.method ?? 'GET', gateway, path, query: search, headers, body, init };
}

export function nonceOf({ query }: NotedRequest): Bytes {
  return fromHex(new URLSearchParams(query).get('nonce') ?? '');
}

export function reply(bytes: Bytes, type: string): Response {
  return new Response(concat(bytes), { headers: { 'content-type': type } });
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** The pieces one after another, each when the test lets it go. */
export function streamOf(
  sealed: readonly Bytes[],
  beforePiece: (index: number) => Promise<void>,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  let index = 0;
  return new ReadableStream(
    {
      pull: async (controller) => {
        await Promise.race([beforePiece(index), aborted(signal)]);
        if (signal?.aborted === true) {
          controller.error(signal.reason);
          return;
        }
        const piece = sealed[index++];
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
}
