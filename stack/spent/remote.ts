/**
 * The spent set of another machine, for several gateways that take the same credits. One crowd, one set: a gateway with
 * a set of its own would make each token worth as many asks as there are gateways, and a service name of its own would
 * split the crowd that a token hides in.
 *
 *   POST /begin {"ask":…,"ids":[{"id":…,"keyNumber":n}],"run":…} → {"begun":…}
 *   POST /pause {"ask":…}      POST /end {"ask":…,"ending":…}      POST /let-go {"ask":…,"run":…}
 *
 * Must never take silence for a yes: without an answer nothing is spent and nothing is asked of a model.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { copyOf, fromUtf8, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import { oneOf, record } from '../../lib/shape/index.ts';
import { call } from '../http/call.ts';
import type { Begun, Ending, SpentId, SpentSet } from './spent-set.ts';

export class SpentError extends CodedError<'spent-set-unreachable'> {}

const TIMEOUT_MS = 5000;
/** An answer may get lost on the way: the same call is made again, and means the same. */
const TRIES = 3;
/** A lock that nobody was told of is undone when the set can be reached again, or stays. */
const LET_GO_EVERY_MS = 2000;
const LET_GO_TRIES = 300;
const begunShape = record({ begun: oneOf('new', 'again', 'running', 'refunded', 'refused') });

export class RemoteSpentSet implements SpentSet {
  readonly #url: string;
  readonly #token: string;
  #isClosed = false;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async begin(ask: Bytes, ids: readonly SpentId[]): Promise<Begun> {
    const named = ids.map(({ id, keyNumber }) => ({ id: toBase64Url(id), keyNumber }));
    const run = toBase64Url(copyOf(randomBytes(16)));
    try {
      const body = { ask: toBase64Url(ask), ids: named, run };
      return begunShape(await this.#post('/begin', body, TRIES)).begun;
    } catch (thrown) {
      void this.letGo(ask, run);
      throw thrown;
    }
  }

  async pause(ask: Bytes): Promise<void> {
    await this.#post('/pause', { ask: toBase64Url(ask) });
  }

  async end(ask: Bytes, ending: Ending): Promise<void> {
    await this.#post('/end', { ask: toBase64Url(ask), ending }, TRIES);
  }

  async letGo(ask: Bytes, run: string): Promise<void> {
    const body = { ask: toBase64Url(ask), run };
    for (let tries = 0; tries < LET_GO_TRIES && !this.#isClosed; tries++) {
      const isDone = await this.#post('/let-go', body).then(
        () => true,
        () => false,
      );
      if (isDone) return;
      await pause(LET_GO_EVERY_MS, undefined, { ref: false });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  async #post(path: string, body: unknown, tries = 1): Promise<unknown> {
    try {
      return await this.#postOnce(path, body);
    } catch (thrown) {
      if (tries <= 1) throw thrown;
      return this.#post(path, body, tries - 1);
    }
  }

  async #postOnce(path: string, body: unknown): Promise<unknown> {
    try {
      const answer = await call({
        url: new URL(path, this.#url),
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
        body: utf8(JSON.stringify(body)),
        maxBytes: 4096,
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status === 200) return JSON.parse(fromUtf8(answer.body));
    } catch (cause) {
      throw new SpentError('spent-set-unreachable', undefined, { cause });
    }
    throw new SpentError('spent-set-unreachable');
  }
}
