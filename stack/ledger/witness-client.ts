/**
 * Asks one witness to cosign (C2SP tlog-witness, client side). Must never add a line that it has not verified, and
 * never move past the log's own size because a witness names a larger one: that means this log was rolled back.
 */
import { fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  computeConsistencyProof,
  formatAddCheckpoint,
  formatNote,
  nodesFromTiles,
  openCheckpoint,
  parseNote,
  parseSignatureLine,
  SIZE_CONFLICT_TYPE,
  type NoteSignature,
  type SignedCheckpoint,
  type TileReader,
  type VerifierKey,
} from '../../lib/settlement/index.ts';
import { call } from '../http/call.ts';
import { LedgerError } from './errors.ts';

export interface WitnessSetting {
  /** The submission prefix. */
  readonly url: string;
  readonly key: VerifierKey;
}

const MAX_ANSWER_BYTES = 64 * 1024;

export class WitnessClient {
  readonly #witness: WitnessSetting;
  readonly #timeoutMs: number;
  /** What the witness last cosigned, as far as we know. */
  #lastSize = 0n;

  constructor(witness: WitnessSetting, timeoutMs: number) {
    this.#witness = witness;
    this.#timeoutMs = timeoutMs;
  }

  /** The witness's verified signature line; undefined when it gave none this time. */
  async cosign(
    checkpoint: SignedCheckpoint,
    logKey: VerifierKey,
    readTile: TileReader,
  ): Promise<NoteSignature | undefined> {
    // A wrong idea of what the witness holds costs one round; a second conflict is a race with somebody else.
    for (let round = 0; round < 2; round++) {
      const { status, mediaType, body } = await this.#post(checkpoint, readTile);
      if (status === 200) {
        const line = await this.#verify(body, checkpoint, logKey);
        this.#lastSize = checkpoint.size;
        return line;
      }
      if (status !== 409 || !mediaType.startsWith(SIZE_CONFLICT_TYPE)) return undefined;
      const size = fromUtf8(body).trim();
      if (!/^\d{1,19}$/.test(size)) return undefined;
      this.#lastSize = BigInt(size);
      if (this.#lastSize > checkpoint.size) {
        throw new LedgerError('ledger-rolled-back', `a witness has seen size ${size}`);
      }
    }
    return undefined;
  }

  async #post(
    { size, noteBytes }: SignedCheckpoint,
    readTile: TileReader,
  ): Promise<{ status: number; mediaType: string; body: Bytes }> {
    const oldSize = this.#lastSize < size ? this.#lastSize : size;
    const proof = await computeConsistencyProof(nodesFromTiles(readTile, size), oldSize, size);
    return call({
      url: new URL(`${this.#witness.url}/add-checkpoint`),
      method: 'POST',
      body: formatAddCheckpoint({ oldSize, proof, noteBytes }),
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: this.#timeoutMs,
    });
  }

  async #verify(
    body: Bytes,
    { text, noteBytes, origin }: SignedCheckpoint,
    logKey: VerifierKey,
  ): Promise<NoteSignature | undefined> {
    const { key } = this.#witness;
    const lines = fromUtf8(body).split('\n').slice(0, -1).map(parseSignatureLine);
    const line = lines.find(({ name, keyIdHex }) => name === key.name && keyIdHex === key.keyIdHex);
    if (line === undefined) return undefined;
    const { signatures } = parseNote(noteBytes);
    await openCheckpoint(formatNote(text, [...signatures, line]), {
      origin,
      logKey,
      witnessKeys: [key],
    });
    return line;
  }
}
