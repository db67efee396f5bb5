/**
 * The gateway's word to the log's activity page: one signed total, of what was answered or settled by model, for each
 * hour that is over, under the merge rule (stack/activity/README.md). What is not told waits in memory and dies with
 * the gateway; what is signed waits in a file until the log has it. So a kill can make the totals too small and never
 * too large.
 * Must never tell a number below 20, nor a time finer than the hour, nor write a count to a disk before it may be told.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { copyOf, equal, type Bytes } from '../../lib/bytes/index.ts';
import { readCbor, writeCbor } from '../../lib/cbor/index.ts';
import type { Sign } from '../../lib/receipts/index.ts';
import { encodeIntroduction, introductionNonce } from '../activity/introduction.ts';
import { hourAt } from '../activity/files.ts';
import { addCounts, merge } from '../activity/merge.ts';
import { GATEWAY_TYPE, signTotal, TOTAL_TYPE } from '../activity/total.ts';
import { call } from '../http/call.ts';

export interface ActivityTarget {
  /** The ledger's address; totals go to `activity/totals` below it. */
  readonly ledgerUrl: string;
  readonly token?: string;
  /** Where signed totals wait; without it they wait in memory. */
  readonly outboxPath?: string;
}

export interface ActivityOptions extends ActivityTarget {
  readonly now: () => number;
  readonly sign: Sign;
  /** The key of now, as anybody may see it. */
  readonly current: () => Shown;
}

export interface Shown {
  readonly transcript: Bytes;
  readonly transcriptHash: Bytes;
  /** Evidence that binds the transcript, over the nonce. */
  readonly document: (nonce: Bytes) => Promise<Bytes>;
}

interface Waiting {
  readonly introduction: Bytes;
  readonly total: Bytes;
}

const LOOK_MS = 60_000;
/** Two days of hours: a log that takes none for longer has no activity page. */
const MAX_WAITING = 48;
const MAX_OUTBOX_BYTES = MAX_WAITING * 200_000;
const TIMEOUT_MS = 10_000;

export class ActivityTeller {
  readonly #options: ActivityOptions;
  readonly #timer: NodeJS.Timeout;
  #counts: ReadonlyMap<string, number> = new Map();
  /** The newest hour in which something was counted. */
  #hour: number;
  #outbox: Waiting[];
  #introduced: { readonly hash: Bytes; readonly bytes: Bytes } | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(options: ActivityOptions, outbox: Waiting[]) {
    this.#options = options;
    this.#outbox = outbox;
    this.#hour = hourAt(options.now());
    this.#timer = setInterval(() => void this.tell(), LOOK_MS).unref();
  }

  static async open(options: ActivityOptions): Promise<ActivityTeller> {
    const { outboxPath } = options;
    return new ActivityTeller(
      options,
      outboxPath === undefined ? [] : await readOutbox(outboxPath),
    );
  }

  /** These were taken by the log just now. */
  count(models: Iterable<string>): void {
    void this.#endHour();
    this.#counts = addCounts(this.#counts, models);
  }

  /** Signs what an ended hour has to tell, and hands over what waits. Failures are tried again at the next look. */
  tell(): Promise<void> {
    return this.#endHour().then(() => this.#inTurn(() => this.#send()));
  }

  /** The last total of this gateway's key, which dies with it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const counts = this.#counts;
    this.#counts = new Map();
    await this.#inTurn(() => this.#sign(counts, this.#hour));
    await this.#inTurn(() => this.#send());
  }

  async #endHour(): Promise<void> {
    const { now } = this.#options;
    const [counts, ended, hour] = [this.#counts, this.#hour, hourAt(now())];
    // A clock that was set back must not end an hour twice.
    if (hour <= ended) return;
    this.#hour = hour;
    this.#counts = merge(counts).rest;
    await this.#inTurn(() => this.#sign(counts, ended));
  }

  async #sign(counts: ReadonlyMap<string, number>, hour: number): Promise<void> {
    const { models, other, rest } = merge(counts);
    if (models.size === 0 && other === 0) return;
    const { current, sign } = this.#options;
    try {
      const shown = current();
      const introduction = await this.#introduction(shown);
      const { transcriptHash } = shown;
      const total = await signTotal({ transcriptHash, hour, models, other }, sign);
      this.#outbox = [...this.#outbox, { introduction, total }].slice(-MAX_WAITING);
      await this.#keep();
    } catch {
      // No evidence or no room: everything waits for the next hour. What is waiting already is in `rest`.
      const told = [...counts].filter(([model]) => !rest.has(model));
      for (const [model, count] of told) {
        this.#counts = new Map(this.#counts).set(model, (this.#counts.get(model) ?? 0) + count);
      }
    }
  }

  /** Made once for a key. */
  async #introduction({ transcript, transcriptHash, document }: Shown): Promise<Bytes> {
    if (this.#introduced !== undefined && equal(this.#introduced.hash, transcriptHash)) {
      return this.#introduced.bytes;
    }
    const evidence = await document(await introductionNonce(transcriptHash));
    const atMs = this.#options.now();
    const bytes = encodeIntroduction({ transcriptBytes: transcript, evidence, atMs });
    this.#introduced = { hash: transcriptHash, bytes };
    return bytes;
  }

  async #send(): Promise<void> {
    while (this.#outbox[0] !== undefined) {
      const isDone = await this.#handOver(this.#outbox[0]).catch(() => false);
      if (!isDone) return;
      this.#outbox = this.#outbox.slice(1);
      await this.#keep().catch(() => undefined);
    }
  }

  /** True when the log has it, or will never take it: a refusal of the content is final. */
  async #handOver({ introduction, total }: Waiting): Promise<boolean> {
    const introduced = await this.#post('gateways', GATEWAY_TYPE, introduction);
    if (introduced !== 200) return isFinal(introduced);
    const told = await this.#post('totals', TOTAL_TYPE, total);
    return told === 200 || isFinal(told);
  }

  async #post(name: string, type: string, body: Bytes): Promise<number> {
    const { ledgerUrl, token } = this.#options;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { status } = await call({
      url: new URL(`activity/${name}`, ledgerUrl.replace(/\/?$/, '/')),
      method: 'POST',
      headers: { 'content-type': type, ...authorization },
      body,
      maxBytes: 4096,
      timeoutMs: TIMEOUT_MS,
    });
    return status;
  }

  async #keep(): Promise<void> {
    const { outboxPath } = this.#options;
    if (outboxPath === undefined) return;
    await mkdir(dirname(outboxPath), { recursive: true });
    const pairs = this.#outbox.map(({ introduction, total }) => [introduction, total]);
    const next = `${outboxPath}.next`;
    await writeFile(next, writeCbor(pairs), { mode: 0o600 });
    await rename(next, outboxPath);
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act);
    return this.#turn;
  }
}

/** 400 and 409 speak of the message itself; anything else may pass. */
function isFinal(status: number): boolean {
  return status === 400 || status === 409;
}

/** What cannot be read was told to nobody: without it the totals are too small, which they may be. */
async function readOutbox(path: string): Promise<Waiting[]> {
  try {
    const bytes = copyOf(await readFile(path));
    const item = readCbor(bytes, { maxBytes: MAX_OUTBOX_BYTES, maxItems: MAX_WAITING });
    const pairs = item.kind === 'array' ? item.value : [];
    return pairs.flatMap((pair) => {
      const [introduction, total] = pair.kind === 'array' ? pair.value : [];
      const isPair = introduction?.kind === 'bytes' && total?.kind === 'bytes';
      return isPair
        ? [{ introduction: introduction.value.slice(), total: total.value.slice() }]
        : [];
    });
  } catch {
    return [];
  }
}
