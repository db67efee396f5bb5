/**
 * The spent set of another machine, for several gateways that take the same credits. One crowd, one set: a gateway with
 * a set of its own would make each token worth as many asks as there are gateways, and a service name of its own would
 * split the crowd that a token hides in.
 *
 *   POST /begin {"ask":…,"ids":[{"id":…,"keyNumber":n}]} → {"begun":…}      POST /pause, /end {"ask":…[,"ending":…]}
 *
 * Must never take silence for a yes: without an answer nothing is spent and nothing is asked of a model.
 */
import { fromUtf8, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import { oneOf, record } from '../../lib/shape/index.ts';
import { call } from '../http/call.ts';
import type { Begun, Ending, SpentId, SpentSet } from './spent-set.ts';

export class SpentError extends CodedError<'spent-set-unreachable'> {}

const TIMEOUT_MS = 5000;
const begunShape = record({ begun: oneOf('new', 'again', 'running', 'refunded', 'refused') });

export class RemoteSpentSet implements SpentSet {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async begin(ask: Bytes, ids: readonly SpentId[]): Promise<Begun> {
    const named = ids.map(({ id, keyNumber }) => ({ id: toBase64Url(id), keyNumber }));
    const answer = await this.#post('/begin', { ask: toBase64Url(ask), ids: named });
    return begunShape(answer).begun;
  }

  async pause(ask: Bytes): Promise<void> {
    await this.#post('/pause', { ask: toBase64Url(ask) });
  }

  async end(ask: Bytes, ending: Ending): Promise<void> {
    await this.#post('/end', { ask: toBase64Url(ask), ending });
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  async #post(path: string, body: unknown): Promise<unknown> {
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
