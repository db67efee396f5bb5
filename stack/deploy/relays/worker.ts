/**
 * A plain RFC 9458 relay for services that run a `fetch` handler: Cloudflare Workers (wrangler.json), Deno Deploy and
 * their like. One gateway, its five resources under /g/one, nothing of the client passed on; it knows nothing of us but
 * addresses. Such a service adds fields about itself, and sees addresses as every relay does.
 * Must never send anywhere but to GATEWAY and LOG, retry, or write down a request.
 */
interface Env {
  /** Where the gateway's /ask, /keys, /transcript and /evidence are. */
  readonly GATEWAY: string;
  /** Where the log's checkpoint and tile/ are. */
  readonly LOG: string;
  readonly OPERATOR: string;
}

const MAX_REQUEST_BYTES = 65_536;
const SEALED = /^message\/ohttp-(?:chunked-)?req(?=;|$)/;
const ANSWERS = /^message\/ohttp-(?:chunked-)?res(?=;|$)|^application\/problem\+json(?=;|$)/;
const NONCE = /^\?nonce=[0-9a-f]{40}$/;
const FILE = /^\/g\/one\/log\/((?:checkpoint|tile\/[0-9a-z/.]+))$/;
/** What everybody gets the same copy of, for ten minutes; a service without such a cache needs one before it. */
const COPY: RequestInit & { readonly cf: object } = {
  cf: { cacheEverything: true, cacheTtl: 600 },
};

/** Read whole before a byte of it is sent on. */
async function questionOf(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > MAX_REQUEST_BYTES) return undefined;
    parts.push(part);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function relayed(request: Request, { GATEWAY }: Env): Promise<Response> {
  const [type] = SEALED.exec(request.headers.get('content-type') ?? '') ?? [];
  if (type === undefined) return new Response(null, { status: 415 });
  const body = await questionOf(request);
  if (body === undefined) return new Response(null, { status: 413 });
  const headers = { 'content-type': type };
  const { signal } = request;
  const redirect = 'manual';
  const sent = { method: 'POST', headers, body, signal, redirect } as const;
  const answer = await fetch(`${GATEWAY}/ask`, sent);
  const [answerType] = ANSWERS.exec(answer.headers.get('content-type') ?? '') ?? [];
  if (answerType === undefined) return new Response(null, { status: 502 });
  // As it comes, and nothing of the gateway's head but the type.
  const own = { 'content-type': answerType, 'cache-control': 'no-store', incremental: '?1' };
  return new Response(answer.body, { status: answer.status, headers: own });
}

async function copied(url: string, how: RequestInit = {}): Promise<Response> {
  const { status, headers, body } = await fetch(url, { redirect: 'manual', ...how });
  const type = headers.get('content-type') ?? 'application/octet-stream';
  return new Response(body, { status, headers: { 'content-type': type } });
}

async function answered(request: Request, env: Env): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  if (request.method === 'POST' && pathname === '/g/one' && search === '') {
    return relayed(request, env);
  }
  if (request.method !== 'GET') return new Response(null, { status: 405 });
  const [, file] = FILE.exec(pathname) ?? [];
  if (file !== undefined) return copied(`${env.LOG}/${file}`);
  switch (pathname) {
    case '/g/one/keys':
    case '/g/one/transcript':
      return copied(`${env.GATEWAY}${pathname.slice('/g/one'.length)}`, COPY);
    case '/g/one/evidence':
      if (!NONCE.test(search)) return new Response(null, { status: 400 });
      return copied(`${env.GATEWAY}/evidence${search}`);
    case '/operator':
      return Response.json({ version: 1, operator: env.OPERATOR });
    case '/gateways':
      return Response.json({ version: 1, gateways: ['one'] });
    default:
      return new Response(null, { status: 404 });
  }
}

// The form that these services demand.
export default {
  fetch: (request: Request, env: Env): Promise<Response> =>
    answered(request, env).catch(() => new Response(null, { status: 502 })),
};
