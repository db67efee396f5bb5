/**
 * The keys whose credits this gateway takes: read from the issuer's note by a timer, never because of an ask. Each key
 * must be in the log and continue the ones before, so that a key for one person alone would have to be shown to every
 * gateway and stand in a public log. At most three are taken at a time.
 */
import { toHex } from '../../../lib/bytes/index.ts';
import {
  keysTaken,
  openIssuerNote,
  type IssuerIdentity,
  type IssuerNote,
  type NoteKey,
} from '../../../lib/credits/index.ts';
import { CodedError } from '../../../lib/errors/index.ts';
import {
  parseVerifierKey,
  SettlementError,
  watchLog,
  type LogFetcher,
} from '../../../lib/settlement/index.ts';
import { call } from '../../http/call.ts';

export class IssuerWatchError extends CodedError<'issuer-unreachable' | 'issuer-keys-differ'> {}

export interface IssuerWatchOptions {
  readonly issuerUrl: string;
  readonly identity: IssuerIdentity;
  readonly log: { readonly origin: string; readonly verifierKey: string; readonly url: string };
  readonly now: () => number;
  readonly everyMs?: number;
}

const EVERY_MS = 600_000;
const TIMEOUT_MS = 10_000;
const MAX_NOTE_BYTES = 16_384;

export class IssuerWatch {
  readonly #options: IssuerWatchOptions;
  readonly #timer: NodeJS.Timeout;
  /** Entry by number: what was once seen never changes. */
  readonly #seen = new Map<number, string>();
  readonly #logged = new Set<string>();
  #note: IssuerNote | undefined;

  private constructor(options: IssuerWatchOptions) {
    this.#options = options;
    // A note that cannot be read now leaves the keys as they are; they end by their own dates.
    const look = (): void => void this.look().catch(() => undefined);
    this.#timer = setInterval(look, options.everyMs ?? EVERY_MS).unref();
  }

  static async open(options: IssuerWatchOptions): Promise<IssuerWatch> {
    const watch = new IssuerWatch(options);
    try {
      await watch.look();
      return watch;
    } catch (thrown) {
      watch.close();
      throw thrown;
    }
  }

  /** The keys that are taken now. */
  get keys(): readonly NoteKey[] {
    return this.#note === undefined ? [] : keysTaken(this.#note, this.#options.now());
  }

  /** Of the note alone: a clock that is wrong must not make credits of before look as if nobody took them. */
  get oldestKey(): number {
    return this.#note?.keys[0]?.number ?? 0;
  }

  async look(): Promise<void> {
    const { issuerUrl, identity } = this.#options;
    const url = new URL('/note', issuerUrl);
    const limits = { maxBytes: MAX_NOTE_BYTES, timeoutMs: TIMEOUT_MS };
    const { status, body } = await call({ url, method: 'GET', ...limits });
    if (status !== 200) throw new IssuerWatchError('issuer-unreachable', `status ${status}`);
    const note = await openIssuerNote(body, identity);
    for (const { number, entry } of note.keys) {
      const known = this.#seen.get(number) ?? toHex(entry);
      if (known !== toHex(entry)) throw new IssuerWatchError('issuer-keys-differ', `${number}`);
    }
    await this.#findInLog(note.keys.filter(({ entry }) => !this.#logged.has(toHex(entry))));
    for (const { number, entry } of note.keys) this.#seen.set(number, toHex(entry));
    this.#note = note;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #findInLog(keys: readonly NoteKey[]): Promise<void> {
    if (keys.length === 0) return;
    const { log, now } = this.#options;
    const logKey = await parseVerifierKey(log.verifierKey);
    const result = await watchLog({
      policy: { origin: log.origin, logKey, witnessKeys: [], quorum: 0 },
      held: null,
      leaves: keys.map(({ entry, logIndex }) => ({
        ...{ id: toHex(entry), entry, searchedTo: BigInt(logIndex), deadlineMs: 0 },
      })),
      nowMs: now(),
      fetchFile: fetcher(log.url),
    });
    const settled = result.state === 'checked' ? result.leaves : [];
    const found = settled.filter(({ state }) => state === 'settled').map(({ id }) => id);
    if (found.length < keys.length) throw new IssuerWatchError('issuer-keys-differ', 'log');
    for (const id of found) this.#logged.add(id);
  }
}

function fetcher(logUrl: string): LogFetcher {
  return async (path, maxBytes) => {
    const url = new URL(`/${path}`, logUrl);
    const answer = await call({ url, method: 'GET', maxBytes, timeoutMs: TIMEOUT_MS }).catch(
      (cause: unknown) => {
        throw new SettlementError('log-file-unavailable', path, { cause });
      },
    );
    if (answer.status === 404) throw new SettlementError('log-file-absent', path);
    if (answer.status !== 200) throw new SettlementError('log-file-unavailable', path);
    return answer.body;
  };
}
