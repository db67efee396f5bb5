/**
 * A small witness (C2SP tlog-witness): cosigns a checkpoint when the log has only grown since the last one. It keeps one
 * record for each log it is configured for, on disk before it answers. Must never cosign for a log that it was not told
 * of, and never two trees of one size.
 */
import { createHash } from 'node:crypto';
import type { Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  COSIGNATURE_V1,
  cosignText,
  decideAddCheckpoint,
  formatNote,
  formatSignatureLine,
  MAX_WITNESS_REQUEST_LENGTH,
  NOTHING_WITNESSED,
  openCheckpoint,
  parseNote,
  parseVerifierKey,
  SIZE_CONFLICT_TYPE,
  type LogIdentity,
  type SignedCheckpoint,
} from '../../lib/settlement/index.ts';
import { readBody } from '../http/call.ts';
import { endingOf } from '../http/ending.ts';
import type { Incoming, Outgoing } from '../http/message.ts';
import { answer, listen, type ListenOptions } from '../http/server.ts';
import { DurableFiles } from '../ledger/durable-files.ts';
import { lockFolder } from '../ledger/folder-lock.ts';
import { loadSigningKey, type SigningKey } from '../ledger/private-key.ts';

export interface WitnessOptions extends ListenOptions {
  readonly folder: string;
  readonly name: string;
  readonly logs: readonly { readonly origin: string; readonly verifierKey: string }[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface RunningWitness {
  readonly url: string;
  readonly verifierKey: string;
  /** Ends; what is under way may finish within the grace, and asked for again it is cut. */
  close(graceMs?: number): Promise<void>;
}

const TEXT_TYPE = 'text/plain; charset=utf-8';

export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const files = await DurableFiles.open(options.folder);
  const lock = await lockFolder(options.folder);
  try {
    await files.clear();
    // Losing the key is harmless for a witness: nobody believes the new one until they are told to.
    const signing = await loadSigningKey(files, options.name, COSIGNATURE_V1, true);
    const witness = new Witness(files, signing, await readLogs(options), options.now);
    const server = await listen((request, response) => witness.handle(request, response), options);
    return {
      url: server.url,
      verifierKey: signing.key.text,
      close: endingOf(server, async () => {
        await witness.idle();
        await lock.release();
      }),
    };
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

async function readLogs({ logs }: WitnessOptions): Promise<Map<string, LogIdentity>> {
  const known = new Map<string, LogIdentity>();
  for (const { origin, verifierKey } of logs) {
    known.set(origin, { origin, logKey: await parseVerifierKey(verifierKey), witnessKeys: [] });
  }
  return known;
}

/** The monitoring name of a log. */
export function originName(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}

class Witness {
  readonly #files: DurableFiles;
  readonly #signing: SigningKey;
  readonly #logs: ReadonlyMap<string, LogIdentity>;
  readonly #now: () => number;
  /** Requests one after the other: comparing and storing must not interleave. */
  #queue: Promise<void> = Promise.resolve();

  constructor(
    files: DurableFiles,
    signing: SigningKey,
    logs: ReadonlyMap<string, LogIdentity>,
    now: () => number,
  ) {
    this.#files = files;
    this.#signing = signing;
    this.#logs = logs;
    this.#now = now;
  }

  idle(): Promise<void> {
    return this.#queue;
  }

  async handle(request: Incoming, response: Outgoing): Promise<void> {
    if (request.method === 'POST' && request.url === '/add-checkpoint') {
      return this.#addCheckpoint(request, response);
    }
    const [, name] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(request.url ?? '') ?? [];
    const stored = name === undefined ? undefined : await this.#files.read(pathOf(name));
    if (request.method !== 'GET' || stored === undefined) {
      return answer(response, 404, TEXT_TYPE, 'not found\n');
    }
    answer(response, 200, TEXT_TYPE, stored);
  }

  async #addCheckpoint(request: Incoming, response: Outgoing): Promise<void> {
    let body: Bytes;
    try {
      body = await readBody(request, MAX_WITNESS_REQUEST_LENGTH);
    } catch (thrown) {
      const isTooLarge = codeOf(thrown) === 'answer-too-large';
      return answer(response, isTooLarge ? 413 : 400, TEXT_TYPE, '');
    }
    const turn = this.#queue.then(() => this.#decide(body, response));
    this.#queue = turn.catch(() => undefined);
    await turn;
  }

  async #decide(body: Bytes, response: Outgoing): Promise<void> {
    const decision = await decideAddCheckpoint(
      body,
      (origin) => this.#logs.get(origin),
      async (origin) => (await this.#held(origin)) ?? NOTHING_WITNESSED,
    );
    if (decision.status === 409) {
      return answer(response, 409, SIZE_CONFLICT_TYPE, `${decision.size}\n`);
    }
    if (decision.status !== 200) return answer(response, decision.status, TEXT_TYPE, '');
    const { checkpoint } = decision;
    const seconds = BigInt(Math.floor(this.#now() / 1000));
    const line = await cosignText(checkpoint.text, seconds, this.#signing.key, this.#signing.sign);
    const log = parseNote(checkpoint.noteBytes).signatures.filter(
      ({ keyIdHex }) => keyIdHex === this.#logs.get(checkpoint.origin)?.logKey.keyIdHex,
    );
    const stored = formatNote(checkpoint.text, [...log, line]);
    await this.#files.replace({ path: pathOf(originName(checkpoint.origin)), bytes: stored });
    answer(response, 200, TEXT_TYPE, formatSignatureLine(line));
  }

  async #held(origin: string): Promise<SignedCheckpoint | undefined> {
    const stored = await this.#files.read(pathOf(originName(origin)));
    const log = this.#logs.get(origin);
    if (stored === undefined || log === undefined) return undefined;
    return openCheckpoint(stored, log);
  }
}

function pathOf(name: string): string {
  return `public/${name}`;
}
