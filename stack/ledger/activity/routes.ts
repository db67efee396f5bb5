/**
 * The HTTP surface of the activity: its static files, and two addresses to which gateways post.
 *
 *   POST /activity/gateways  application/vnd.sotto.activity-gateway  an introduction
 *   POST /activity/totals    application/vnd.sotto.activity-total    one total
 *
 * Must never serve a path that is not one of the documented files.
 */
import { codeOf } from '../../../lib/errors/index.ts';
import { dayOf, hourAt } from '../../activity/files.ts';
import { MAX_INTRODUCTION_LENGTH } from '../../activity/introduction.ts';
import { GATEWAY_TYPE, MAX_TOTAL_LENGTH, TOTAL_TYPE } from '../../activity/total.ts';
import { readBody } from '../../http/call.ts';
import type { Incoming, Outgoing } from '../../http/message.ts';
import { PAGE_POLICY } from './page.ts';
import type { ActivityDesk } from './desk.ts';

const TEXT_TYPE = 'text/plain; charset=utf-8';
const IMMUTABLE = 'public, max-age=31536000, immutable';

interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly caching: string;
}

const FIXED: Readonly<Record<string, string>> = {
  'activity/index.html': 'text/html; charset=utf-8',
  'activity/page.js': 'text/javascript; charset=utf-8',
  'activity/page.css': 'text/css; charset=utf-8',
  'activity/days': TEXT_TYPE,
};

export async function handleActivity(
  desk: ActivityDesk,
  isAllowed: boolean,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const path = (request.url ?? '').slice(1);
  if (path === 'activity') {
    response.writeHead(308, { location: 'activity/', 'content-length': '0' });
    return void response.end();
  }
  if (request.method === 'POST') return take(desk, isAllowed, path, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, 405, 'only GET and POST\n');
  }
  const file = staticFile(path === 'activity/' ? 'activity/index.html' : path, desk.now());
  const bytes = file && (await desk.read(file.path));
  if (file === undefined || bytes === undefined) {
    return send(response, 404, 'not found\n', 'public, max-age=1');
  }
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': String(bytes.length),
    'cache-control': file.caching,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function staticFile(path: string, nowMs: number): StaticFile | undefined {
  const fixed = FIXED[path];
  if (fixed !== undefined) return { path, type: fixed, caching: 'no-cache' };
  if (/^activity\/gateways\/[0-9a-f]{64}$/.test(path)) {
    return { path, type: 'application/cbor', caching: IMMUTABLE };
  }
  const [, day] = /^activity\/(?:hours|totals)\/(\d{4}-\d{2}-\d{2})$/.exec(path) ?? [];
  if (day === undefined) return undefined;
  // The last hour of a day is written in the next one.
  const isOver = day < dayOf(hourAt(nowMs) - 24);
  return { path, type: TEXT_TYPE, caching: isOver ? IMMUTABLE : 'no-cache' };
}

async function take(
  desk: ActivityDesk,
  isAllowed: boolean,
  path: string,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const isTotal = path === 'activity/totals';
  if (!isTotal && path !== 'activity/gateways') return send(response, 404, 'not found\n');
  if (!isAllowed) return send(response, 401, 'token\n');
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== (isTotal ? TOTAL_TYPE : GATEWAY_TYPE)) return send(response, 400, 'media type\n');
  try {
    const body = await readBody(request, isTotal ? MAX_TOTAL_LENGTH : MAX_INTRODUCTION_LENGTH);
    await (isTotal ? desk.add(body) : desk.introduce(body));
    send(response, 200, 'taken\n');
  } catch (thrown) {
    const code = codeOf(thrown) ?? '';
    if (code === 'answer-too-large') return send(response, 413, 'too large\n');
    const status = STATUS[code];
    if (status === undefined) throw thrown;
    send(response, status, `${code}\n`);
  }
}

/** 400: never. 404: introduce yourself first. 409: contradicts what is known. 503: later. */
const STATUS: Readonly<Record<string, number>> = {
  'total-malformed': 400,
  'total-field-invalid': 400,
  'total-signature-invalid': 400,
  'introduction-malformed': 400,
  'total-log-other': 400,
  'total-gateway-unknown': 404,
  'total-contradicts': 409,
  'total-exceeds-leaves': 409,
  'total-hour-ahead': 503,
  'activity-full': 503,
};

function send(response: Outgoing, status: number, text: string, caching = 'no-store'): void {
  response.writeHead(status, {
    'content-type': TEXT_TYPE,
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': caching,
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
