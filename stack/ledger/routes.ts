/**
 * The ledger's HTTP surface: the static files of a tlog-tiles log, and `POST /add`.
 *
 *   POST /add  application/octet-stream                    one raw entry           → its index, decimal
 *   POST /add  application/vnd.sotto.log-entries           u16 length, bytes, ...  → one index a line
 *   …/activity/…                                           activity/routes.ts
 *
 * Must never serve a path that the published checkpoint does not cover, nor answer 200 for what does not exist.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import { parseEntries, parseResourcePath, tileWidth } from '../../lib/settlement/index.ts';
import { hasBearer } from '../http/bearer.ts';
import { readBody } from '../http/call.ts';
import type { Incoming, Outgoing } from '../http/message.ts';
import type { ActivityDesk } from './activity/desk.ts';
import { handleActivity } from './activity/routes.ts';
import { LedgerError } from './errors.ts';
import type { LogStore } from './log-store.ts';

export const ENTRY_TYPE = 'application/octet-stream';
export const ENTRIES_TYPE = 'application/vnd.sotto.log-entries';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const IMMUTABLE = 'public, max-age=31536000, immutable';

export interface RouteOptions {
  readonly store: LogStore;
  readonly add: (entries: readonly Bytes[]) => Promise<readonly bigint[]>;
  /** All entries have this length, so that nothing else can get into a public log; null: any up to 65535. */
  readonly entryLength: number | null;
  readonly maxBatch: number;
  /** Demanded as a bearer token where it is set. */
  readonly addToken: string | null;
  readonly activity: ActivityDesk;
}

export async function handle(
  options: RouteOptions,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const path = (request.url ?? '/').slice(1);
  if (path === 'add') return handleAdd(options, request, response);
  if (path === 'activity' || path.startsWith('activity/')) {
    const mayTell = isAllowed(request, options.addToken);
    return handleActivity(options.activity, mayTell, request, response);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, 405, TEXT_TYPE, 'only GET\n');
  }
  if (path === 'checkpoint') {
    const { published } = options.store;
    if (published === null) return notFound(response);
    return send(response, 200, TEXT_TYPE, published.noteBytes, 'no-cache');
  }
  const bytes = await readCovered(options.store, path);
  if (bytes === undefined) return notFound(response);
  send(response, 200, ENTRY_TYPE, bytes, IMMUTABLE);
}

async function readCovered(store: LogStore, path: string): Promise<Bytes | undefined> {
  try {
    const resource = parseResourcePath(path);
    const level = resource.kind === 'tile' ? resource.level : 0;
    const covered = tileWidth(store.published?.size ?? 0n, level, resource.n);
    return resource.width <= covered ? await store.readPublic(path) : undefined;
  } catch (thrown) {
    if (codeOf(thrown) === 'tile-path-invalid') return undefined;
    throw thrown;
  }
}

async function handleAdd(
  options: RouteOptions,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  if (request.method !== 'POST') return send(response, 405, TEXT_TYPE, 'only POST\n');
  if (!isAllowed(request, options.addToken)) return send(response, 401, TEXT_TYPE, 'token\n');
  try {
    const entries = await readEntries(request, options);
    const indexes = await options.add(entries);
    send(response, 200, TEXT_TYPE, indexes.map((index) => `${index}\n`).join(''));
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ledger-overloaded' || code === 'ledger-stopped') {
      response.setHeader('retry-after', code === 'ledger-overloaded' ? '1' : '60');
      return send(response, 503, TEXT_TYPE, `${code}\n`);
    }
    if (code === 'answer-too-large') return send(response, 413, TEXT_TYPE, 'too large\n');
    if (code !== 'ledger-request-invalid' && code !== 'bundle-malformed') throw thrown;
    send(response, 400, TEXT_TYPE, `${code}\n`);
  }
}

async function readEntries(
  request: Incoming,
  { entryLength, maxBatch }: RouteOptions,
): Promise<Bytes[]> {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const isBatch = mediaType === ENTRIES_TYPE;
  if (!isBatch && mediaType !== ENTRY_TYPE) throw new LedgerError('ledger-request-invalid');
  const longest = entryLength ?? 65_535;
  const maxBytes = isBatch ? Math.min(maxBatch * (2 + longest), 4 * 1024 * 1024) : longest;
  const body = await readBody(request, maxBytes);
  const entries = isBatch ? parseEntries(body, maxBatch) : [body];
  const isRight = entries.every(({ length }) => entryLength === null || length === entryLength);
  if (!isRight || entries.length === 0) throw new LedgerError('ledger-request-invalid');
  return entries;
}

function isAllowed(request: Incoming, token: string | null): boolean {
  return token === null || hasBearer(request, token);
}

function notFound(response: Outgoing): void {
  send(response, 404, TEXT_TYPE, 'not found\n', 'public, max-age=1');
}

function send(
  response: Outgoing,
  status: number,
  mediaType: string,
  body: Bytes | string,
  caching = 'no-store',
): void {
  response.writeHead(status, {
    'content-type': mediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': caching,
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
