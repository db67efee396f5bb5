/** The spent set as a server for several gateways: a folder, a secret, three requests. */
import { join } from 'node:path';
import { BytesError, fromBase64Url, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { count, list, oneOf, record, ShapeError, text } from '../../lib/shape/index.ts';
import { hasBearer } from '../http/bearer.ts';
import { readBody } from '../http/call.ts';
import { endingOf } from '../http/ending.ts';
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
const RUN = text(22, /^[A-Za-z0-9_-]{22}$/);
const beginShape = record({
  ask: HASH,
  ids: list(record({ id: HASH, keyNumber: count(0xffffffff) }), MAX_IDS),
  run: RUN,
});
const letGoShape = record({ ask: HASH, run: RUN });
const pauseShape = record({ ask: HASH });
const endShape = record({ ask: HASH, ending: oneOf('spent', 'freed', 'refunded') });

export async function startSpent(
  options: SpentOptions,
): Promise<{ url: string; close(graceMs?: number): Promise<void> }> {
  await DurableFiles.open(options.folder);
  const lock = await lockFolder(options.folder);
  const set = await openSpentSet(join(options.folder, 'private', 'spent'), options.oldestKey);
  const server = await listen(
    (request, response) => serve(set, options.token, request, response),
    options,
  );
  return {
    url: server.url,
    close: endingOf(server, async () => {
      await set.close();
      await lock.release();
    }),
  };
}

async function serve(
  set: SpentSet,
  token: string,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  if (!hasBearer(request, token)) return answerProblem(response, 401, 'not-authorised');
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    const reply = await act(set, `${request.method} ${request.url}`, jsonIn(body));
    answer(response, 200, 'application/json', JSON.stringify(reply));
  } catch (thrown) {
    refuse(response, thrown);
  }
}

/** Whatever it is, the gateway must not go on; who runs it can tell a wrong request from a full disk. */
function refuse(response: Outgoing, thrown: unknown): void {
  if (hasCode(thrown, 'answer-too-large')) {
    response.setHeader('connection', 'close');
    return answerProblem(response, 413, 'request-too-large');
  }
  if (thrown instanceof RangeError) return answerProblem(response, 404, 'not-found');
  const isMalformed = thrown instanceof ShapeError || thrown instanceof BytesError;
  if (isMalformed) return answerProblem(response, 400, 'request-malformed');
  answerProblem(response, 503, 'spent-set-unavailable');
}

function jsonIn(body: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(body));
  } catch {
    throw new ShapeError('', 'JSON');
  }
}

async function act(set: SpentSet, route: string, json: unknown): Promise<unknown> {
  switch (route) {
    case 'POST /begin': {
      const { ask, ids, run } = beginShape(json);
      const named = ids.map(({ id, keyNumber }) => ({ id: fromBase64Url(id), keyNumber }));
      return { begun: await set.begin(fromBase64Url(ask), named, run) };
    }
    case 'POST /let-go': {
      const { ask, run } = letGoShape(json);
      await set.letGo(fromBase64Url(ask), run);
      return {};
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
