/** The spent set as a server for several gateways: a folder, a secret, three requests. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { fromBase64Url, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { count, list, oneOf, record, text } from '../../lib/shape/index.ts';
import { readBody } from '../http/call.ts';
import type { Incoming, Outgoing } from '../http/message.ts';
import { answer, answerProblem, listen, type ListenOptions } from '../http/server.ts';
import { DurableFiles } from '../ledger/durable-files.ts';
import { lockFolder } from '../ledger/folder-lock.ts';
import { openSpentSet, type SpentSet } from './spent-set.ts';

export interface SpentOptions extends ListenOptions {
  readonly folder: string;
  /** What gateways prove themselves with. */
  readonly token: string;
  readonly oldestKey?: number;
}

const MAX_BODY_BYTES = 65_536;
const MAX_IDS = 64;
const HASH = text(43, /^[A-Za-z0-9_-]{43}$/);
const beginShape = record({
  ask: HASH,
  ids: list(record({ id: HASH, keyNumber: count(0xffffffff) }), MAX_IDS),
});
const pauseShape = record({ ask: HASH });
const endShape = record({ ask: HASH, ending: oneOf('spent', 'freed', 'refunded') });

export async function startSpent(
  options: SpentOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  await DurableFiles.open(options.folder);
  const lock = await lockFolder(options.folder);
  const set = await openSpentSet(join(options.folder, 'private', 'spent'), options.oldestKey);
  const server = await listen(
    (request, response) => serve(set, options.token, request, response),
    options,
  );
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await set.close();
      await lock.release();
    },
  };
}

async function serve(
  set: SpentSet,
  token: string,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  if (!isAuthorised(token, request.headers.authorization)) {
    return answerProblem(response, 401, 'not-authorised');
  }
  let reply: unknown;
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    reply = await act(set, `${request.method} ${request.url}`, body);
  } catch {
    // Unreadable or not on the disk: either way the gateway must not go on.
    return answerProblem(response, 503, 'spent-set-unavailable');
  }
  answer(response, 200, 'application/json', JSON.stringify(reply));
}

async function act(set: SpentSet, route: string, body: Bytes): Promise<unknown> {
  const json: unknown = JSON.parse(fromUtf8(body));
  switch (route) {
    case 'POST /begin': {
      const { ask, ids } = beginShape(json);
      const named = ids.map(({ id, keyNumber }) => ({ id: fromBase64Url(id), keyNumber }));
      return { begun: await set.begin(fromBase64Url(ask), named) };
    }
    case 'POST /pause':
      await set.pause(fromBase64Url(pauseShape(json).ask));
      return {};
    case 'POST /end': {
      const { ask, ending } = endShape(json);
      await set.end(fromBase64Url(ask), ending);
      return {};
    }
    default:
      throw new RangeError('no such request');
  }
}

function isAuthorised(token: string, header: string | undefined): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(header ?? ''));
}
