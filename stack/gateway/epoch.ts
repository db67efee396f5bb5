/**
 * The gateway's keys of one time and everything that stands and falls with them: the key configurations, the transcript
 * that binds them, the replay cache. Keys live in memory only and are dropped some time after they were replaced, which
 * is all the forward secrecy that Oblivious HTTP has (RFC 9458 section 6.6). Must never hand out two transcripts for
 * one key.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  encodeStatement,
  encodeTranscript,
  keyLogEntry,
  transcriptHash,
  type KeyValidity,
  type Statement,
} from '../../lib/binding/index.ts';
import { copyOf, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  createGatewayKey,
  encodeKeyConfigs,
  PRODUCT_SUITE,
  type GatewayKey,
} from '../../lib/ohttp/index.ts';
import { ReplayCache } from './replay-cache.ts';

export interface Epoch {
  /** The post-quantum hybrid first, then X25519 alone; each with an id of its own. */
  readonly keys: readonly GatewayKey[];
  /** The exact application/ohttp-keys body. */
  readonly keyConfig: Bytes;
  readonly keyConfigHash: Bytes;
  readonly validity: KeyValidity;
  readonly transcript: Bytes;
  readonly transcriptHash: Bytes;
  readonly replays: ReplayCache;
}

export interface EpochOptions {
  readonly statement: Statement;
  readonly now: () => number;
  /** How long a key is promised to be accepted at most. */
  readonly lifeMs: number;
  /** Puts the entry of a key into the log before the key is served, and tells where it stands. */
  readonly logKey: (entry: Bytes) => Promise<number>;
  readonly replayCapacity?: number;
}

const REPLAY_CAPACITY = 500_000;

/** The receipt key of this run. The statement and the receipts are worth what its binding is worth. */
export class ReceiptKey {
  readonly #privateKey: KeyObject;
  /** 32 bytes, raw Ed25519. */
  readonly publicKey: Bytes;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    // The SPKI of an Ed25519 key ends in its 32 raw bytes (RFC 8410).
    this.publicKey = copyOf(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  }

  readonly sign = async (bytes: Bytes): Promise<Bytes> =>
    copyOf(sign(null, bytes, this.#privateKey));
}

export class Epochs {
  readonly #options: EpochOptions;
  readonly #receiptKey: ReceiptKey;
  #accepted: Epoch[] = [];
  #nextKeyId: number;

  private constructor(options: EpochOptions, receiptKey: ReceiptKey) {
    this.#options = options;
    this.#receiptKey = receiptKey;
    // Anywhere in the range, so that a restarted gateway seldom reuses the id of the run before.
    this.#nextKeyId = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
  }

  static async open(options: EpochOptions, receiptKey: ReceiptKey): Promise<Epochs> {
    const epochs = new Epochs(options, receiptKey);
    await epochs.rotate();
    return epochs;
  }

  /** The newest first. */
  get accepted(): readonly Epoch[] {
    return this.#accepted;
  }

  get current(): Epoch {
    const [newest] = this.#accepted;
    if (newest === undefined) throw new RangeError('no epoch');
    return newest;
  }

  byKeyId(keyId: number): Epoch | undefined {
    return this.#accepted.find(({ keys }) => keys.some(({ config }) => config.keyId === keyId));
  }

  byTranscriptHash(hash: Bytes): Epoch | undefined {
    const wanted = toHex(hash);
    return this.#accepted.find((epoch) => toHex(epoch.transcriptHash) === wanted);
  }

  /** Begins an epoch. The one before stays accepted until `retire`. */
  async rotate(): Promise<Epoch> {
    const keys = [
      await createGatewayKey(this.#takeKeyId(), [HYBRID_SUITE]),
      await createGatewayKey(this.#takeKeyId(), [PRODUCT_SUITE]),
    ];
    const keyConfig = encodeKeyConfigs(keys.map(({ config }) => config));
    const keyConfigHash = sha256(keyConfig);
    const validity = await this.#log(keyConfigHash);
    const { statement, replayCapacity = REPLAY_CAPACITY } = this.#options;
    const transcript = encodeTranscript({
      keyConfig,
      keyValidity: validity,
      receiptKey: this.#receiptKey.publicKey,
      logOrigin: statement.log.origin,
      logVerifierKey: statement.log.verifierKey,
      statementBytes: encodeStatement(statement),
    });
    const epoch: Epoch = {
      keys,
      keyConfig,
      keyConfigHash,
      validity,
      transcript,
      transcriptHash: await transcriptHash(transcript),
      replays: new ReplayCache(replayCapacity),
    };
    this.#accepted = [epoch, ...this.#accepted];
    return epoch;
  }

  async #log(keyConfigHash: Bytes): Promise<KeyValidity> {
    const { now, lifeMs, logKey } = this.#options;
    const fromMs = now();
    const times = { fromMs, untilMs: fromMs + lifeMs };
    const entry = await keyLogEntry(keyConfigHash, { ...times, logIndex: 0 });
    return { ...times, logIndex: await logKey(entry) };
  }

  #takeKeyId(): number {
    const keyId = this.#nextKeyId;
    this.#nextKeyId = (keyId + 1) % 256;
    return keyId;
  }

  /** Drops an epoch and with it the only copy of its private keys. */
  retire(epoch: Epoch): void {
    this.#accepted = this.#accepted.filter((other) => other !== epoch);
  }
}

export function sha256(bytes: Bytes): Bytes {
  return copyOf(createHash('sha256').update(bytes).digest());
}
