/**
 * The issuer's keys of a calendar that is the same for everybody: each issues for a period, then the next takes over;
 * tokens of a stopped one are taken for a while longer, then it is destroyed. The next key stands in the note a period
 * ahead. A key is in the log before it is in the note, and in the folder before it is in the log.
 * Must never make a key because of a sale, nor two for one number.
 */
import { fromBase64, fromUtf8, toBase64, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { issuerKeyEntry, type NoteKey } from '../../lib/credits/index.ts';
import { count, list, nullable, record, text, type Parsed } from '../../lib/shape/index.ts';
import type { DurableFiles } from '../ledger/durable-files.ts';
import { IssuerError } from './errors.ts';
import { makeTokenKey, readTokenKey, type TokenKey } from './token-key.ts';

export interface KeyRingOptions {
  readonly files: DurableFiles;
  readonly now: () => number;
  /** How long a key issues. */
  readonly periodMs: number;
  /** How much longer its tokens are taken. */
  readonly graceMs: number;
  /** Puts an entry into the log and tells where it stands. */
  readonly logKey: (entry: Bytes) => Promise<number>;
  /** Draws a key; another one only where many issuers are started. */
  readonly makeKey?: () => Promise<TokenKey>;
}

export interface RingKey extends NoteKey {
  readonly secret: TokenKey;
}

const PATH = 'private/token-keys.json';
const SAFE = 999_999_999_999_999;

const storedShape = record({
  version: count(1),
  keys: list(
    record({
      number: count(999_999_999),
      fromMs: count(SAFE),
      stopMs: count(SAFE),
      untilMs: count(SAFE),
      logIndex: nullable(count(SAFE)),
      before: text(64, /^[0-9a-f]{64}$/),
      pkcs8: text(4096),
    }),
    3,
  ),
});
type StoredKey = Parsed<typeof storedShape>['keys'][number];

export class KeyRing {
  readonly #options: KeyRingOptions;
  #keys: RingKey[] = [];
  #stored: StoredKey[] = [];
  #working: Promise<void> | undefined;

  private constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const ring = new KeyRing(options);
    ring.#stored = parse(await options.files.read(PATH));
    await ring.turn();
    return ring;
  }

  /** Those that the note lists, oldest first. */
  get keys(): readonly RingKey[] {
    return this.#keys;
  }

  /** Brings the ring up to date with the calendar; true when the note has to be signed anew. */
  async turn(): Promise<boolean> {
    const before = this.#keys.map(({ number }) => number).join();
    this.#working ??= this.#turn().finally(() => (this.#working = undefined));
    await this.#working;
    return this.#keys.map(({ number }) => number).join() !== before;
  }

  /** By the byte that requests carry. */
  byTruncatedId(id: number): RingKey | undefined {
    return this.#keys.find(({ key }) => key.truncatedId === id);
  }

  byNumber(number: number): RingKey | undefined {
    return this.#keys.find((key) => key.number === number);
  }

  async #turn(): Promise<void> {
    const nowMs = this.#options.now();
    const live = this.#stored.filter(({ untilMs }) => untilMs > nowMs);
    let last = this.#stored.at(-1);
    // One that issues now, and the next one, announced.
    while (last === undefined || last.stopMs <= nowMs || last.fromMs <= nowMs) {
      last = await this.#make(last, nowMs, live);
      if (last.untilMs > nowMs) live.push(last);
    }
    // Of a long sleep only the last three matter.
    await this.#save(live.slice(-3));
    for (const [i, stored] of this.#stored.entries()) {
      if (stored.logIndex === null) await this.#log(i, stored);
    }
    this.#keys = await Promise.all(this.#stored.map(ringKeyOf));
  }

  async #make(
    last: StoredKey | undefined,
    nowMs: number,
    live: readonly StoredKey[],
  ): Promise<StoredKey> {
    const { periodMs, graceMs, makeKey = makeTokenKey } = this.#options;
    const fromMs = last?.stopMs ?? nowMs;
    // After a long sleep one key covers all that was slept through: no number is left out, none is made for nothing.
    const periods = Math.max(1, Math.ceil((nowMs + 1 - fromMs) / periodMs));
    const stopMs = fromMs + periods * periodMs;
    const before = last === undefined ? '0'.repeat(64) : toHex((await ringKeyOf(last)).entry);
    const { pkcs8 } = await makeDistinct(await Promise.all(live.map(ringKeyOf)), makeKey);
    return {
      number: (last?.number ?? 0) + 1,
      ...{ fromMs, stopMs, untilMs: stopMs + graceMs },
      ...{ logIndex: null, before, pkcs8: toBase64(pkcs8) },
    };
  }

  async #log(at: number, stored: StoredKey): Promise<void> {
    const { entry } = await ringKeyOf(stored);
    const logIndex = await this.#options.logKey(entry);
    await this.#save(this.#stored.with(at, { ...stored, logIndex }));
  }

  async #save(keys: StoredKey[]): Promise<void> {
    const isSame = JSON.stringify(keys) === JSON.stringify(this.#stored);
    const bytes = utf8(JSON.stringify({ version: 1, keys }));
    if (!isSame) await this.#options.files.replace({ path: PATH, bytes }, 0o600);
    this.#stored = keys;
  }
}

/** A key whose last id byte is not in use: requests name no more than that. */
async function makeDistinct(
  live: readonly RingKey[],
  makeKey: () => Promise<TokenKey>,
): Promise<TokenKey> {
  for (;;) {
    const made = await makeKey();
    if (live.every(({ key }) => key.truncatedId !== made.key.truncatedId)) return made;
  }
}

async function ringKeyOf(stored: StoredKey): Promise<RingKey> {
  const secret = await readTokenKey(fromBase64(stored.pkcs8));
  const { number, fromMs, stopMs, untilMs, logIndex } = stored;
  const before = Uint8Array.from(Buffer.from(stored.before, 'hex'));
  const facts = { number, fromMs, stopMs, untilMs, before };
  const entry = await issuerKeyEntry({ ...facts, keyId: secret.key.keyId });
  return { ...facts, key: secret.key, secret, logIndex: logIndex ?? 0, entry };
}

function parse(bytes: Bytes | undefined): StoredKey[] {
  if (bytes === undefined) return [];
  try {
    return storedShape(JSON.parse(fromUtf8(bytes))).keys;
  } catch (cause) {
    throw new IssuerError('issuer-state-corrupt', PATH, { cause });
  }
}
