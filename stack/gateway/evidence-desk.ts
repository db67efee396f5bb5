/**
 * Gets documents for nonces, one at a time, because an evidence source binds one hash at a time: register and attest
 * must not be torn apart by another caller. The nonce reaches the source and nothing else.
 */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { NONCE_BYTES, type EvidenceSource } from '../enclave/evidence.ts';
import { sha256, type Epoch } from './epoch.ts';
import { OuterRefusal } from './errors.ts';

const MAX_WAITING = 256;

export class EvidenceDesk {
  readonly #source: EvidenceSource;
  #registered = '';
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #lastDigest: Bytes = new Uint8Array(0);

  constructor(source: EvidenceSource) {
    this.#source = source;
  }

  /** SHA-256 of the document obtained last, or nothing. */
  get lastDigest(): Bytes {
    return this.#lastDigest;
  }

  /** Makes the source carry this epoch's hash, so that it never serves a document without one. */
  register(epoch: Epoch): Promise<void> {
    return this.#inTurn(() => this.#register(epoch));
  }

  document(epoch: Epoch, nonce: Bytes): Promise<Bytes> {
    if (nonce.length !== NONCE_BYTES) throw new OuterRefusal('nonce-invalid', 400);
    if (this.#waiting >= MAX_WAITING) throw new OuterRefusal('evidence-unavailable', 503);
    return this.#inTurn(async () => {
      await this.#register(epoch);
      const document = await this.#source.attest(nonce);
      this.#lastDigest = sha256(document);
      return document;
    });
  }

  async #register(epoch: Epoch): Promise<void> {
    const hash = toHex(epoch.transcriptHash);
    if (this.#registered === hash) return;
    this.#registered = '';
    await this.#source.registerKeyHash(epoch.transcriptHash);
    this.#registered = hash;
  }

  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    try {
      return await mine;
    } catch (cause) {
      if (cause instanceof OuterRefusal) throw cause;
      throw new OuterRefusal('evidence-unavailable', 503, { cause });
    } finally {
      this.#waiting--;
    }
  }
}
